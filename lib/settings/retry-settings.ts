import * as z from 'zod';
import { RETRY_SCHEDULE_LIMITS } from '../../lambdas/destinations/destination-schema.ts';
import { settingDocs } from './setting-docs.ts';
import { listOf, wholeNumber } from './values.ts';

const { retries: MAX_RETRIES, waitSeconds: LONGEST_WAIT_SECONDS } = RETRY_SCHEDULE_LIMITS;

const DEFAULT_INTERVAL_SECONDS = 30;
const DEFAULT_LIMIT = 10;

/**
 * When a failed delivery is retried: an explicit list of waits, or two numbers that generate it.
 */
export const retrySettings = {
  retrySchedule: listOf(wholeNumber(1, LONGEST_WAIT_SECONDS), MAX_RETRIES)
    .optional()
    .register(settingDocs, {
      meaning:
        'Seconds to wait before each retry of a failed delivery, one number per retry. The empty list means no retries. The actual wait is random, between half and all of the number.',
      allowed: `a list of at most ${MAX_RETRIES} whole numbers from 1 to ${LONGEST_WAIT_SECONDS}`,
      fallback: 'computed from the next two settings: `30,60,120,…,15360`',
      example: '30,300,3600',
    }),
  retryIntervalSeconds: wholeNumber(1, LONGEST_WAIT_SECONDS)
    .optional()
    .register(settingDocs, {
      meaning:
        'Seconds before the first retry. Each further wait is twice the previous one, at most one day. Cannot be combined with `retrySchedule`.',
      allowed: `a whole number from 1 to ${LONGEST_WAIT_SECONDS}`,
      fallback: `\`${DEFAULT_INTERVAL_SECONDS}\``,
      example: String(DEFAULT_INTERVAL_SECONDS),
    }),
  retryLimit: wholeNumber(0, MAX_RETRIES)
    .optional()
    .register(settingDocs, {
      meaning: 'Maximum retries of one delivery. Cannot be combined with `retrySchedule`.',
      allowed: `a whole number from 0 to ${MAX_RETRIES}`,
      fallback: `\`${DEFAULT_LIMIT}\``,
      example: String(DEFAULT_LIMIT),
    }),
};

const RetrySettings = z.object(retrySettings);
type RetrySettings = z.output<typeof RetrySettings>;

/** Seconds before each retry: 30 · 2ⁿ for n = 0 to 9 by default. */
export const retryScheduleOf = (settings: RetrySettings): readonly number[] => {
  const { retryIntervalSeconds = DEFAULT_INTERVAL_SECONDS, retryLimit = DEFAULT_LIMIT } = settings;
  return (
    settings.retrySchedule ??
    Array.from({ length: retryLimit }, (_, retry) =>
      Math.min(retryIntervalSeconds * 2 ** retry, LONGEST_WAIT_SECONDS),
    )
  );
};

/** Whether both forms are given, so that one would be ignored. */
export const conflictingRetrySettings = (settings: RetrySettings): boolean =>
  settings.retrySchedule !== undefined &&
  (settings.retryIntervalSeconds !== undefined || settings.retryLimit !== undefined);
