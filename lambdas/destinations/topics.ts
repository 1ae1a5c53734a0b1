import { z } from 'zod';
import { isPattern, patternMatches } from './topic-pattern.ts';

/** Matches events of every topic. */
const ANY_TOPIC = '*';

/** As many as a stage may have. What covers what is looked up for each pair of them. */
const MOST_TOPICS = 500;

/** No event's topic is longer. */
const MOST_CHARACTERS = 128;

const topicList = z
  .array(z.string().meta({ minLength: 1, maxLength: MOST_CHARACTERS }))
  .meta({ minItems: 1, maxItems: MOST_TOPICS });

/** The topics a destination subscribes to, as a request gives them: `"*"` or a list. */
export const TopicsInput = z
  .union([z.literal(ANY_TOPIC), topicList], {
    error: 'must be "*" or a list of topics',
  })
  .meta({
    description:
      'The topics it takes: `"*"`, alone or in a list, for all; where the stage allows them, patterns such as `user.*`.',
    example: ['orders'],
  })
  .transform((topics) => (topics === ANY_TOPIC ? [ANY_TOPIC] : [...new Set(topics)]));

/** What the stage says of subscriptions. */
export interface TopicRules {
  /** Topics there are; empty when any goes. */
  readonly topics: readonly string[];
  /** Whether an entry may be a pattern, such as `user.*`. */
  readonly allowTopicPatterns: boolean;
}

/** What is wrong with a subscription, if anything. */
export function topicsError(topics: readonly string[], rules: TopicRules): string | undefined {
  if (topics.length === 0) return 'topics must not be empty';
  if (topics.length > MOST_TOPICS) return `topics must have at most ${MOST_TOPICS} topics`;
  if (topics.includes('')) return 'topics must not contain an empty topic';
  if (topics.some((topic) => topic.length > MOST_CHARACTERS)) {
    return `topics must have at most ${MOST_CHARACTERS} characters each`;
  }
  if (!topics.every((topic) => topic.isWellFormed())) return 'topics must be well-formed Unicode';
  if (topics.includes(ANY_TOPIC)) {
    return topics.length > 1 ? 'topics must be "*" alone, or a list without it' : undefined;
  }
  return topics.map((topic) => faultOfTopic(topic, rules)).find((fault) => fault !== undefined);
}

function faultOfTopic(
  topic: string,
  { topics: known, allowTopicPatterns }: TopicRules,
): string | undefined {
  if (isPattern(topic)) {
    if (!allowTopicPatterns) return `topics must not contain patterns; got ${topic}`;
    if (known.length === 0 || known.some((one) => patternMatches(topic, one))) return undefined;
    return `topics must match one of ${known.join(', ')}; got ${topic}`;
  }
  if (known.length === 0 || known.includes(topic)) return undefined;
  return `topics must be of ${known.join(', ')}; got ${topic}`;
}
