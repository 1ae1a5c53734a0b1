import * as z from 'zod';

/** The topics of the events of a batch, each with its number of events. */
export const TopicCounts = z.array(z.tuple([z.string(), z.int()]));
export type TopicCounts = z.output<typeof TopicCounts>;

/** The name of topics that are not known, or too many. It matches every topic. */
const OTHERS = '';

/** The topics of a batch whose events were not read. */
export const UNKNOWN_TOPICS: TopicCounts = [[OTHERS, 0]];

/** The length of the topics of an attempt. The indexes contain them: each KB costs a write in both. */
const MAX_CHARACTERS = 500;

/** Counts topics, the most frequent first. Those for which there is no room are counted together. */
export function topicCounts(topics: Iterable<string>): TopicCounts {
  const counts = new Map<string, number>();
  for (const topic of topics) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  const kept: TopicCounts = [];
  let others = 0;
  let characters = 0;
  for (const [topic, count] of [...counts].sort(byCount)) {
    characters += topic.length;
    if (characters <= MAX_CHARACTERS) kept.push([topic, count]);
    else others += count;
  }
  return others === 0 ? kept : [...kept, [OTHERS, others]];
}

const byCount = ([a, first]: [string, number], [b, second]: [string, number]): number =>
  second - first || (a < b ? -1 : 1);

/** The names of the topics that are known. */
export const topicsIn = (counts: TopicCounts): string[] =>
  counts.map(([topic]) => topic).filter((topic) => topic !== OTHERS);

/** Whether a row of an attempt has one of these topics: its event, or an event of its batch. */
export function hasTopic(
  { topic, topics }: Readonly<Record<string, unknown>>,
  wanted: readonly string[],
): boolean {
  if (wanted.length === 0 || wanted.includes(String(topic))) return true;
  const counts = TopicCounts.safeParse(topics).data ?? [];
  return counts.some(([one]) => one === OTHERS || wanted.includes(one));
}
