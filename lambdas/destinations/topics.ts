import * as z from 'zod';

/** Matches any sequence of characters in a subscription, dots included, as in Outpost. */
const WILDCARD = '*';

/** Whether an entry of a subscription is a pattern. */
const isPattern = (entry: string): boolean => entry.includes(WILDCARD);

/** Searches for each part in order, without backtracking, in linear time for any pattern. */
export function patternMatches(pattern: string, topic: string): boolean {
  const [first = '', ...middleParts] = pattern.split(WILDCARD);
  const last = middleParts.pop();
  if (last === undefined) return pattern === topic;
  if (!topic.startsWith(first)) return false;
  let from = first.length;
  for (const part of middleParts) {
    const index = topic.indexOf(part, from);
    if (index < 0) return false;
    from = index + part.length;
  }
  return topic.endsWith(last) && topic.length - last.length >= from;
}

/**
 * `topics` without duplicates and without entries that another entry covers, such as `user.created`
 * with `user.*`. A wildcard matches a wildcard like any other character, so a pattern that matches the
 * text of another one covers it.
 */
export function collapsePatterns(topics: readonly string[]): string[] {
  const unique = [...new Set(topics)];
  return unique.filter(
    (topic, index) =>
      !unique.some(
        (other, otherIndex) =>
          other !== topic &&
          patternMatches(other, topic) &&
          // Of two that cover each other, such as a* and a**, keep the first.
          (otherIndex < index || !patternMatches(topic, other)),
      ),
  );
}

/** Matches events of every topic. */
const ANY_TOPIC = '*';

/** The maximum for a stage, too. Each pair of topics is compared to remove covered ones. */
const MAX_TOPICS = 500;

/** The maximum length of an event's topic, in Unicode code points. */
const MAX_CHARACTERS = 128;

const topicList = z
  .array(z.string().meta({ minLength: 1, maxLength: MAX_CHARACTERS }))
  .meta({ minItems: 1, maxItems: MAX_TOPICS });

/** The topics of a subscription in a request: `"*"` or a list. */
export const TopicsInput = z
  .union([z.literal(ANY_TOPIC), topicList], {
    error: ({ input }) => (input === undefined ? 'is required' : 'must be "*" or a list of topics'),
  })
  .meta({
    description:
      'The topics to subscribe to. `"*"`, alone or in a list, means all topics. Patterns such as `user.*` are accepted if the stage allows them.',
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
  if (topics.length > MAX_TOPICS) return `topics must have at most ${MAX_TOPICS} topics`;
  if (topics.includes('')) return 'topics must not contain an empty topic';
  if (topics.some((topic) => [...topic].length > MAX_CHARACTERS)) {
    return `topics must have at most ${MAX_CHARACTERS} characters each`;
  }
  if (!topics.every((topic) => topic.isWellFormed())) return 'topics must be well-formed Unicode';
  if (topics.includes(ANY_TOPIC)) {
    return topics.length > 1 ? 'topics must be "*" alone, or a list without "*"' : undefined;
  }
  return topics.map((topic) => topicError(topic, rules)).find((error) => error !== undefined);
}

function topicError(
  topic: string,
  { topics: topicNames, allowTopicPatterns }: TopicRules,
): string | undefined {
  if (isPattern(topic)) {
    if (!allowTopicPatterns) return `topics must not contain patterns; got ${topic}`;
    if (topicNames.length === 0 || topicNames.some((one) => patternMatches(topic, one)))
      return undefined;
    return `topics must match one of ${topicNames.join(', ')}; got ${topic}`;
  }
  if (topicNames.length === 0 || topicNames.includes(topic)) return undefined;
  return `topics must be one of ${topicNames.join(', ')}; got ${topic}`;
}
