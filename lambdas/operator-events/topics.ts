import { CsvList } from '../platform/aws/env-schema.ts';

/** Topics of operator events. Alerts require the attention of an operator. */
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

/** The topics that are emitted by default. */
export const ALERTS: readonly Topic[] = TOPICS.filter((topic) => topic.startsWith('alert.'));

/** A comma-separated list of topics in an environment variable. `*` selects all topics. */
export const Topics = CsvList.transform(
  (names): ReadonlySet<Topic> =>
    new Set(TOPICS.filter((topic) => names.includes('*') || names.includes(topic))),
);
