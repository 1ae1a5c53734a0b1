import * as z from 'zod';
import { LONGEST_DELAY_SECONDS } from '../../lambdas/platform/sqs/queue.sqs.ts';
import { settingDocs } from './setting-docs.ts';
import { wholeNumber } from './values.ts';

const TEN_YEARS_IN_DAYS = 3650;

const DEFAULT_PARKED_DAYS = 14;

/** S3 accepts 3,500 puts per second and prefix: S3 User Guide, optimizing performance. */
const MAX_RELEASE_RATE = 3_500;

/** When deliveries are parked in the table, for how long, and how fast they are released. */
export const parkingSettings = {
  parkRetriesAfterSeconds: wholeNumber(0, LONGEST_DELAY_SECONDS)
    .default(LONGEST_DELAY_SECONDS)
    .register(settingDocs, {
      meaning:
        'A retry that is due in more than this many seconds is parked: it waits in the events table, where it can be listed and cancelled, instead of in the delivery queue.',
      allowed: `a whole number from 0 to ${LONGEST_DELAY_SECONDS}`,
      fallback: `\`${LONGEST_DELAY_SECONDS}\``,
      example: '60',
    }),
  disabledDestinationPolicy: z.enum(['park', 'drop']).default('park').register(settingDocs, {
    meaning:
      'What happens to events that match a disabled destination. `park` stores their deliveries and releases them when the destination is enabled. `drop` skips the destination.',
    allowed: '`park` or `drop`',
    fallback: '`park`',
    example: 'drop',
  }),
  parkedRetentionDays: wholeNumber(1, TEN_YEARS_IN_DAYS)
    .optional()
    .register(settingDocs, {
      meaning:
        'Days for which a delivery stays parked for a blocked or disabled destination. Then the delivery expires, and Waybill records a failed attempt. At most `eventRetentionDays`.',
      allowed: `a whole number from 1 to ${TEN_YEARS_IN_DAYS}`,
      fallback: `\`${DEFAULT_PARKED_DAYS}\`, or \`eventRetentionDays\` if that is less`,
      example: String(DEFAULT_PARKED_DAYS),
    }),
  releaseRatePerDestination: wholeNumber(1, MAX_RELEASE_RATE)
    .default(100)
    .register(settingDocs, {
      meaning:
        'Maximum deliveries per second that are released for one destination after it recovers or is enabled.',
      allowed: `a whole number from 1 to ${MAX_RELEASE_RATE}`,
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
