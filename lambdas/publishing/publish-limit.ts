import { count } from '../platform/aws/metrics-emitter.ts';
import { checkRateLimit, type Limit } from '../platform/rate-limit/rate-limit.ts';
import type { Publish } from './published.ts';

/** The name of the publish rate limit's counters, which both ingestion paths share. */
export const PUBLISH_RATE_LIMIT = 'PUBLISHES';

/**
 * Wraps `publish` with the per-tenant rate limit for HTTP.
 *
 * @returns a function that throws OverLimitError when the tenant is over its rate limit
 */
export const rateLimited = (
  publish: Publish,
  limit: Limit | undefined,
  now: () => Date,
): Publish => {
  if (limit === undefined) return publish;
  return async (publication) => {
    const { tenant_id } = publication.event;
    await checkRateLimit(limit, tenant_id, 'events for this tenant', now()).catch(
      (error: unknown) => {
        count('PublishesThrottled');
        throw error;
      },
    );
    return publish(publication);
  };
};
