import { BURST_SECONDS } from '../../lambdas/platform/rate-limit/rate-limit.ts';
import { settingDocs } from './setting-docs.ts';
import { wholeNumber } from './values.ts';

/**
 * One DynamoDB item holds a tenant's rate limit state and can be written this many times per
 * second.
 */
const MAX_PERMITS_PER_SECOND = 1000;

const permits = (fallback: number, meaning: string, example: string) =>
  wholeNumber(0, MAX_PERMITS_PER_SECOND)
    .default(fallback)
    .register(settingDocs, {
      meaning: `${meaning} A burst of ${BURST_SECONDS} times as many is allowed. 0 means no limit.`,
      allowed: `a whole number from 0 to ${MAX_PERMITS_PER_SECOND}`,
      fallback: `\`${fallback}\``,
      example,
    });

/** Per-tenant limits on shared resources. */
export const limitSettings = {
  tenantRequestsPerSecond: permits(
    20,
    'HTTP requests per second that each tenant may make with its tokens. Each full second that a request takes counts as one more request. Requests above the limit get 429. Requests with an API key are not limited.',
    '20',
  ),
  tenantEventsPerSecond: permits(
    0,
    'Events per second that may be published for each tenant, over HTTP and SQS together. Above the limit, HTTP requests get 429, and Waybill defers messages in the publish queue.',
    '100',
  ),
};
