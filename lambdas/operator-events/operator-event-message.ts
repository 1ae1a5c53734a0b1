import { z } from 'zod';
import { readMessage } from '../platform/sqs/queue-message.ts';
import { OperatorEvent } from './operator-event.ts';

/** An operator event on its way to where operators are told: the message in the announcements queue. */
export const OperatorEventMessage = z.object({
  event: OperatorEvent,
  /** The names of the sinks that are still to get it. @default all of the stage */
  to: z.array(z.string()).optional(),
  /** How often it has been tried before. */
  tries: z.int().min(0),
});
export type OperatorEventMessage = z.output<typeof OperatorEventMessage>;

/** An announcement as text; the group keeps a noisy tenant from delaying what is told of others. */
export const operatorEventMessage = (
  announcement: OperatorEventMessage,
): { body: string; group: string } => ({
  body: JSON.stringify(announcement),
  group: announcement.event.tenant_id,
});

/** @throws UnreadableMessage naming every field that is wrong */
export const parseOperatorEventMessage = (body: string): OperatorEventMessage =>
  readMessage(OperatorEventMessage, body);
