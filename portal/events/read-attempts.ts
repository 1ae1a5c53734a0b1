import type { Api } from '../api.ts';
import type { Attempt } from '../data/attempt.ts';
import { idBatches } from '../data/id-batches.ts';
import type { PageOf } from '../data/pages.ts';

const PAGE_SIZE = 1_000;

/** The attempts of a page of events. */
export interface AttemptsOfPage {
  readonly attempts: readonly Attempt[];
  /** Whether there are more attempts, which were not read. */
  readonly isPartial: boolean;
}

/** Reads the newest attempts of all events of a page with as few requests as the API allows. */
export async function readAttemptsOf(
  api: Api,
  eventIds: readonly string[],
  signal: AbortSignal,
): Promise<AttemptsOfPage> {
  const pages = await Promise.all(
    idBatches('event_id', eventIds).map((event_id) =>
      api.call<PageOf<Attempt>>('GET', '/attempts', {
        query: { event_id, limit: PAGE_SIZE },
        signal,
      }),
    ),
  );
  return {
    attempts: pages.flatMap(({ models }) => models),
    isPartial: pages.some(({ pagination }) => pagination.next !== null),
  };
}
