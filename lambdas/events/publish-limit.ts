import { checkTurn } from '../runtime/check-turn.ts';
import { count } from '../runtime/counts.ts';
import type { Limit } from '../runtime/turns.ts';
import type { Publish } from './publishing.ts';

/** By which the counters of published events are told from others, at both doors. */
export const PUBLISHES = 'PUBLISHES';

/**
 * Publishes over HTTP no faster than `limit` lets each tenant.
 *
 * @returns what throws HttpFault 429 for an event whose turn has not come
 */
export const withinLimit = (
  publish: Publish,
  limit: Limit | undefined,
  now: () => Date,
): Publish => {
  if (limit === undefined) return publish;
  return async (publication) => {
    const { tenant_id } = publication.event;
    await checkTurn(limit, tenant_id, 'events of this tenant', now()).catch((fault: unknown) => {
      count('PublishesThrottled');
      throw fault;
    });
    return publish(publication);
  };
};
