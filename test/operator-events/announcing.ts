import { readAnnouncement } from '../../lambdas/operator-events/announcement.ts';
import { Announcements } from '../../lambdas/operator-events/announcements.ts';
import type { OperatorEvent } from '../../lambdas/operator-events/operator-event.ts';
import { TOPICS, type Topic } from '../../lambdas/operator-events/topics.ts';

/** Announcements, and what has been queued of them so far; `isDown` while nothing can be queued. */
export function announcing(wanted: readonly Topic[] = TOPICS) {
  const told: OperatorEvent[] = [];
  const queue = { told, isDown: false };
  const announcements = new Announcements(async (messages) => {
    if (queue.isDown) throw new Error('SQS is down');
    told.push(...messages.map(({ body }) => readAnnouncement(body).event));
  }, new Set(wanted));
  return { queue, announcements };
}

/** Nobody is told of anything. */
export const tellingNobody = (): Announcements => announcing([]).announcements;
