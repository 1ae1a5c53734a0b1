import { createHash } from 'node:crypto';
import * as z from 'zod';
import { CsvList } from '../platform/aws/env-schema.ts';
import { readMessage } from '../platform/sqs/queue-message.ts';

/** Topics of operator events. Alerts require the attention of an operator. */
export const TOPICS = [
  'alert.destination.consecutive_failure',
  'alert.destination.disabled',
  'alert.destination.blocked',
  'alert.destination.degraded',
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

/** An operator event in Outpost's envelope. The dispatcher adds the deployment id. */
export const OperatorEvent = z.object({
  /** Stable across re-emissions of the same event: `ope_` and 32 hexadecimal digits. */
  id: z.string(),
  topic: z.enum(TOPICS),
  /** RFC 3339, in UTC. */
  time: z.string(),
  tenant_id: z.string(),
  data: z.record(z.string(), z.unknown()),
});
export type OperatorEvent = z.output<typeof OperatorEvent>;

/** 128 bits, which makes collisions negligible. */
const DIGITS = 32;

/** @param idParts the subject and its occurrence. The id is a hash of the topic, the tenant and these. */
export const operatorEvent = (
  event: Omit<OperatorEvent, 'id'>,
  idParts: readonly (string | number)[],
): OperatorEvent => {
  const name = JSON.stringify([event.topic, event.tenant_id, ...idParts]);
  const digits = createHash('sha256').update(name).digest('hex').slice(0, DIGITS);
  return { id: `ope_${digits}`, ...event };
};

/** A message in the operator events outbox: an event and its remaining sinks. */
export const OperatorEventMessage = z.object({
  event: OperatorEvent,
  /** The names of the remaining sinks. @default all sinks of the stage */
  to: z.array(z.string()).optional(),
  /** Number of previous tries. */
  tries: z.int().min(0),
});
export type OperatorEventMessage = z.output<typeof OperatorEventMessage>;

/**
 * Serializes the message. The tenant is the message group, so that a busy tenant does not delay events of
 * others.
 */
export const operatorEventMessage = (
  message: OperatorEventMessage,
): { body: string; group: string } => ({
  body: JSON.stringify(message),
  group: message.event.tenant_id,
});

/** @throws InvalidMessageError that names every invalid field */
export const parseOperatorEventMessage = (body: string): OperatorEventMessage =>
  readMessage(OperatorEventMessage, body);
