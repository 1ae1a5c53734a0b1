/**
 * Whether a subscription wants events of `topic`. An event of topic `*`, or of none, is for every
 * subscription; in a subscription `*` stands for any run of characters, as in Outpost.
 */
export const topicMatches = (subscription: readonly string[], topic: string): boolean =>
  topic === '' || topic === '*' || subscription.some((pattern) => patternMatches(pattern, topic));

/** Looks for each part in turn, never back: the time is linear whatever the pattern. */
function patternMatches(pattern: string, topic: string): boolean {
  const [first = '', ...rest] = pattern.split('*');
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
