import { patternMatches } from '../destinations/topic-pattern.ts';

/**
 * Whether a subscription wants events of `topic`. An event of topic `*`, or of none, is for every
 * subscription, as in Outpost.
 */
export const topicMatches = (subscription: readonly string[], topic: string): boolean =>
  topic === '' || topic === '*' || subscription.some((entry) => patternMatches(entry, topic));
