import { z } from 'zod';
import { settingDocs } from './setting-docs.ts';
import { wholeNumber } from './values.ts';

/** SQS's maximum delay (API_SendMessage): no retry waits longer in the queue. */
const LONGEST_QUEUE_WAIT_SECONDS = 900;

const TEN_YEARS_IN_DAYS = 3650;

const DEFAULT_PARKED_DAYS = 14;

/** S3 accepts 3,500 puts per second and prefix: S3 User Guide, optimizing performance. */
const MOST_RELEASE_RATE = 3_500;

/** When deliveries are parked in the table, for how long, and how fast they are released. */
export const parkingSettings = {
  parkRetriesAfterSeconds: wholeNumber(0, LONGEST_QUEUE_WAIT_SECONDS)
    .default(LONGEST_QUEUE_WAIT_SECONDS)
    .register(settingDocs, {
      meaning:
        'A retry that is further away than this many seconds is parked: it waits in the log table, where it is listed and can be cancelled, and not in the delivery queue.',
      allowed: `a whole number from 0 to ${LONGEST_QUEUE_WAIT_SECONDS}`,
      fallback: `\`${LONGEST_QUEUE_WAIT_SECONDS}\``,
      example: '60',
    }),
  disabledDestinationPolicy: z.enum(['keep', 'drop']).default('keep').register(settingDocs, {
    meaning:
      'What becomes of events that a disabled destination wants: `keep` parks them, and delivers them when it is enabled; `drop` passes it over.',
    allowed: '`keep` or `drop`',
    fallback: '`keep`',
    example: 'drop',
  }),
  parkedRetentionDays: wholeNumber(1, TEN_YEARS_IN_DAYS)
    .optional()
    .register(settingDocs, {
      meaning:
        'Days a delivery stays parked for a destination that is blocked or disabled; then it is given up, which is recorded as a failed attempt. At most `eventRetentionDays`.',
      allowed: `a whole number from 1 to ${TEN_YEARS_IN_DAYS}`,
      fallback: `\`${DEFAULT_PARKED_DAYS}\`, or \`eventRetentionDays\` when that is less`,
      example: String(DEFAULT_PARKED_DAYS),
    }),
  releaseRatePerDestination: wholeNumber(1, MOST_RELEASE_RATE)
    .default(100)
    .register(settingDocs, {
      meaning:
        'Most deliveries a second that are released for one destination that works again, or is enabled.',
      allowed: `a whole number from 1 to ${MOST_RELEASE_RATE}`,
      fallback: '`100`',
      example: '100',
    }),
};

/** The settings that {@link parkedDaysOf} and {@link parkedRetentionTooLong} use. */
interface Days {
  readonly parkedRetentionDays?: number | undefined;
  readonly eventRetentionDays: number;
}

/** Days that a delivery stays parked: at most the retention of its event. */
export const parkedDaysOf = ({ parkedRetentionDays, eventRetentionDays }: Days): number =>
  parkedRetentionDays ?? Math.min(DEFAULT_PARKED_DAYS, eventRetentionDays);

/** Whether deliveries would stay parked longer than their events are retained. */
export const parkedRetentionTooLong = ({
  parkedRetentionDays = 0,
  eventRetentionDays,
}: Days): boolean => parkedRetentionDays > eventRetentionDays;
