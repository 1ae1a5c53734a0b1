import { CsvList } from '../platform/aws/env-schema.ts';

/** What operators can be told of. The alerts are about what somebody should see to. */
export const TOPICS = [
  'alert.destination.consecutive_failure',
  'alert.destination.disabled',
  'alert.destination.blocked',
  'alert.destination.recovered',
  'alert.attempt.exhausted_retries',
  'attempt.success',
  'attempt.failed',
  'delivery.expired',
  'tenant.subscription.updated',
] as const;
export type Topic = (typeof TOPICS)[number];

/** The topics that operators are told of unless the stage says otherwise. */
export const ALERTS: readonly Topic[] = TOPICS.filter((topic) => topic.startsWith('alert.'));

/** A comma-separated list of topics in a variable; `*` is every one. */
export const Topics = CsvList.transform(
  (names): ReadonlySet<Topic> =>
    new Set(TOPICS.filter((topic) => names.includes('*') || names.includes(topic))),
);
