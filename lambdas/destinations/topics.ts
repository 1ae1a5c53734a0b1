import { z } from 'zod';
import { isPattern, patternMatches } from './topic-pattern.ts';

/** Matches events of every topic. */
const ANY_TOPIC = '*';

/** The maximum for a stage, too. Each pair of topics is compared to remove covered ones. */
const MOST_TOPICS = 500;

/** The maximum length of an event's topic, in characters. */
const MOST_CHARACTERS = 128;

const topicList = z
  .array(z.string().meta({ minLength: 1, maxLength: MOST_CHARACTERS }))
  .meta({ minItems: 1, maxItems: MOST_TOPICS });

/** The topics of a subscription in a request: `"*"` or a list. */
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

/** The stage's configuration of subscriptions. */
export interface TopicRules {
  /** The allowed topics; empty allows any. */
  readonly topics: readonly string[];
  /** Whether an entry may be a pattern, such as `user.*`. */
  readonly allowTopicPatterns: boolean;
}

/** The validation error of a subscription; undefined if it is valid. */
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
  return topics.map((topic) => topicError(topic, rules)).find((error) => error !== undefined);
}

function topicError(
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
