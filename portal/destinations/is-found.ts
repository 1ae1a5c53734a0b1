import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { statusOf } from '../status.ts';
import * as words from '../texts/en/destinations.ts';

/** Whether the target, prefix, id, status or a topic of a destination contains a text, in any letter case. */
export const isFound = (destination: DestinationBody, text: string): boolean => {
  const { id, target, config, topics } = destination;
  const status = words.status[statusOf(destination)];
  const shown = topics[0] === '*' ? words.allTopics : topics.join(' ');
  return [id, target, config.prefix, status, shown]
    .join(' ')
    .toLowerCase()
    .includes(text.trim().toLowerCase());
};
