import type { OperatorEvent } from '../../lambdas/operator-events/operator-event.ts';
import { parseOperatorEventMessage } from '../../lambdas/operator-events/operator-event-message.ts';
import { Outbox } from '../../lambdas/operator-events/outbox.ts';
import { TOPICS, type Topic } from '../../lambdas/operator-events/topics.ts';

/** Announcements, and what has been queued of them so far; `isDown` while nothing can be queued. */
export function announcing(wanted: readonly Topic[] = TOPICS) {
  const told: OperatorEvent[] = [];
  const queue = { told, isDown: false };
  const announcements = new Outbox(async (messages) => {
    if (queue.isDown) throw new Error('SQS is down');
    told.push(...messages.map(({ body }) => parseOperatorEventMessage(body).event));
  }, new Set(wanted));
  return { queue, announcements };
}

/** Nobody is told of anything. */
export const tellingNobody = (): Outbox => announcing([]).announcements;
