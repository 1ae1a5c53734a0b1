import { z } from 'zod';

/** Matches events of every topic. */
const ANY_TOPIC = '*';

/** The topics a destination subscribes to, as a request gives them: `"*"` or a list. */
export const TopicsInput = z
  .union([z.literal(ANY_TOPIC), z.array(z.string())], {
    error: 'must be "*" or a list of topics',
  })
  .transform((topics) => (topics === ANY_TOPIC ? [ANY_TOPIC] : [...new Set(topics)]));

/**
 * What is wrong with a subscription, if anything.
 *
 * @param known the stage's topics; empty when any topic goes
 */
export function faultOfTopics(
  topics: readonly string[],
  known: readonly string[],
): string | undefined {
  if (topics.length === 0) return 'topics must not be empty';
  if (topics.includes('')) return 'topics must not contain an empty topic';
  if (topics.includes(ANY_TOPIC)) {
    return topics.length > 1 ? 'topics must be "*" alone, or a list without it' : undefined;
  }
  const unknown = topics.find((topic) => known.length > 0 && !known.includes(topic));
  return unknown && `topics must be of ${known.join(', ')}; got ${unknown}`;
}
