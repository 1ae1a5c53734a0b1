/** Matches any sequence of characters in a subscription, dots included, as in Outpost. */
const WILDCARD = '*';

/** Whether an entry of a subscription is a pattern. */
export const isPattern = (entry: string): boolean => entry.includes(WILDCARD);

/** Searches for each part in order, without backtracking, in linear time for any pattern. */
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
