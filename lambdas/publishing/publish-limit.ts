import { count } from '../platform/aws/metrics-emitter.ts';
import { checkRateLimit } from '../platform/rate-limit/check-rate-limit.ts';
import type { Limit } from '../platform/rate-limit/rate-limit.ts';
import type { Publish } from './published.ts';

/** By which the counters of published events are told from others, at both doors. */
export const PUBLISH_RATE_LIMIT = 'PUBLISHES';

/**
 * Publishes over HTTP no faster than `limit` lets each tenant.
 *
 * @returns what throws HttpFault 429 for an event whose turn has not come
 */
export const rateLimited = (
  publish: Publish,
  limit: Limit | undefined,
  now: () => Date,
): Publish => {
  if (limit === undefined) return publish;
  return async (publication) => {
    const { tenant_id } = publication.event;
    await checkRateLimit(limit, tenant_id, 'events of this tenant', now()).catch(
      (fault: unknown) => {
        count('PublishesThrottled');
        throw fault;
      },
    );
    return publish(publication);
  };
};
