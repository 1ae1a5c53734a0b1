/** In a subscription, stands for any run of characters, dots included, as in Outpost. */
const WILDCARD = '*';

/** Whether an entry of a subscription means more than one topic. */
export const isPattern = (entry: string): boolean => entry.includes(WILDCARD);

/** Looks for each part in turn, never back: the time is linear whatever the pattern. */
export function patternMatches(pattern: string, topic: string): boolean {
  const [first = '', ...rest] = pattern.split(WILDCARD);
  const last = rest.pop();
  if (last === undefined) return pattern === topic;
  if (!topic.startsWith(first)) return false;
  let from = first.length;
  for (const part of rest) {
    const found = topic.indexOf(part, from);
    if (found < 0) return false;
    from = found + part.length;
  }
  return topic.endsWith(last) && topic.length - last.length >= from;
}

/**
 * `topics` without doubles, and without what another entry covers: `user.created` beside `user.*`.
 * Wildcards match wildcards like any character, so that what matches the text of a pattern matches
 * all that the pattern does.
 */
export function folded(topics: readonly string[]): string[] {
  const unique = [...new Set(topics)];
  return unique.filter(
    (topic, place) =>
      !unique.some(
        (other, otherPlace) =>
          other !== topic &&
          patternMatches(other, topic) &&
          // Of two that cover each other, such as a* and a**, the first stays.
          (otherPlace < place || !patternMatches(topic, other)),
      ),
  );
}
