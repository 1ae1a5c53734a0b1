import { BURST_SECONDS } from '../../lambdas/platform/rate-limit/rate-limit.ts';
import { settingDocs } from './setting-docs.ts';
import { wholeNumber } from './values.ts';

/**
 * One DynamoDB item holds a tenant's rate limit state and can be written this many times per
 * second.
 */
const MOST_PERMITS_PER_SECOND = 1000;

const turns = (fallback: number, meaning: string, example: string) =>
  wholeNumber(0, MOST_PERMITS_PER_SECOND)
    .default(fallback)
    .register(settingDocs, {
      meaning: `${meaning} ${BURST_SECONDS} seconds' worth may come at once. 0 for no limit.`,
      allowed: `a whole number from 0 to ${MOST_PERMITS_PER_SECOND}`,
      fallback: `\`${fallback}\``,
      example,
    });

/** Per-tenant limits on shared resources. */
export const limitSettings = {
  tenantRequestsPerSecond: turns(
    20,
    'HTTP requests per second that each tenant may make by its tokens; more are answered 429. API keys are not limited by it.',
    '20',
  ),
  tenantEventsPerSecond: turns(
    0,
    'Events per second that may be published for each tenant, through both doors together: more are answered 429, and in the publish queue wait for their turn.',
    '100',
  ),
};
