import {
  type OperatorEvent,
  parseOperatorEventMessage,
  TOPICS,
  type Topic,
} from '../../lambdas/operator-events/operator-event.ts';
import { Outbox } from '../../lambdas/operator-events/outbox.ts';

/** An outbox and the events it has queued so far. While `isDown` is set, nothing can be queued. */
export function recordingOutbox(wanted: readonly Topic[] = TOPICS) {
  const events: OperatorEvent[] = [];
  const queue = { events, isDown: false };
  const outbox = new Outbox(async (messages) => {
    if (queue.isDown) throw new Error('SQS is down');
    events.push(...messages.map(({ body }) => parseOperatorEventMessage(body).event));
  }, new Set(wanted));
  return { queue, outbox };
}

/** An outbox without enabled topics. */
export const disabledOutbox = (): Outbox => recordingOutbox([]).outbox;
