import type { LocalStackSnapshot } from './local-stack-snapshot.ts';
import { TENANTS } from './plan.ts';

/** An attempt as the API lists it. */
export interface AttemptRow {
  readonly event_id: string;
  readonly destination_id: string;
  readonly attempt_number: number;
  readonly status: string;
  /** What it delivers, if that is a batch. */
  readonly batch?: { readonly events: number } | undefined;
}

/** What the local stack has recorded at the end of a run. */
export interface Recorded {
  /** Ids, as often as they are listed. */
  readonly events: readonly string[];
  readonly attempts: readonly AttemptRow[];
  /** Items that should no longer exist. */
  readonly leftOver: readonly string[];
}

/** Reads all records. */
export const readRecorded = async (stack: LocalStackSnapshot): Promise<Recorded> => {
  const events: string[] = [];
  const attempts: AttemptRow[] = [];
  for (const { id: tenant } of TENANTS) {
    for await (const { id } of stack.all<{ readonly id: string }>('events', tenant))
      events.push(id);
    for await (const row of stack.all<AttemptRow>('attempts', tenant)) {
      const { event_id, destination_id, attempt_number, status, batch } = row;
      attempts.push({ event_id, destination_id, attempt_number, status, batch });
    }
  }
  const leftOver = [
    ...(await messagesIn(stack)),
    ...(await parkedIn(stack)),
    ...(await blockedIn(stack)),
  ];
  return { events, attempts, leftOver };
};

const messagesIn = async (stack: LocalStackSnapshot): Promise<readonly string[]> =>
  (await stack.queues())
    .filter(({ all }) => all > 0)
    .map(({ name, all }) => `${all} messages in ${name}`);

const parkedIn = async (stack: LocalStackSnapshot): Promise<readonly string[]> => {
  const parked = await stack.parked();
  return parked > 0 ? [`${parked} parked deliveries`] : [];
};

interface DestinationRow {
  readonly id: string;
  readonly blocked?: object;
}

const blockedIn = async (stack: LocalStackSnapshot): Promise<readonly string[]> => {
  const lists = await Promise.all(
    TENANTS.map(({ id }) =>
      stack.ask<readonly DestinationRow[]>('GET', `/tenants/${id}/destinations`),
    ),
  );
  return lists.flat().flatMap(({ id, blocked }) => (blocked ? [`${id}, which is blocked`] : []));
};
