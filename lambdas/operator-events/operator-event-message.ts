import { z } from 'zod';
import { readMessage } from '../platform/sqs/queue-message.ts';
import { OperatorEvent } from './operator-event.ts';

/** The message in the queue of operator events: an event and its remaining sinks. */
export const OperatorEventMessage = z.object({
  event: OperatorEvent,
  /** The names of the remaining sinks. @default all sinks of the stage */
  to: z.array(z.string()).optional(),
  /** Number of previous tries. */
  tries: z.int().min(0),
});
export type OperatorEventMessage = z.output<typeof OperatorEventMessage>;

/** Serializes the message. The tenant is the message group, so that a busy tenant does not delay events of others. */
export const operatorEventMessage = (
  message: OperatorEventMessage,
): { body: string; group: string } => ({
  body: JSON.stringify(message),
  group: message.event.tenant_id,
});

/** @throws InvalidMessageError that names every invalid field */
export const parseOperatorEventMessage = (body: string): OperatorEventMessage =>
  readMessage(OperatorEventMessage, body);
