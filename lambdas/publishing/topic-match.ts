import { patternMatches } from '../destinations/topics.ts';

/**
 * Whether a subscription includes `topic`. An event with topic `*` or without a topic matches every
 * subscription, as in Outpost.
 */
export const topicMatches = (subscription: readonly string[], topic: string): boolean =>
  topic === '' || topic === '*' || subscription.some((entry) => patternMatches(entry, topic));
