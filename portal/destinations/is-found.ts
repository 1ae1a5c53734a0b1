import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { statusOf } from '../status.ts';
import * as destinationsTexts from '../texts/en/destinations.ts';

/** Whether the target, prefix, topics and status of a destination contain every word of a text. */
export const isFound = (destination: DestinationBody, text: string): boolean => {
  const { target, topics, config } = destination;
  const status = destinationsTexts.status[statusOf(destination)];
  const shown = [target, config.prefix, ...topics, status].join(' ').toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => shown.includes(word));
};
