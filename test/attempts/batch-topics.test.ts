import { describe, expect, it } from 'vitest';
import {
  hasTopic,
  topicCounts,
  topicsIn,
  UNKNOWN_TOPICS,
} from '../../lambdas/attempts/batch-topics.ts';

const many = Array.from({ length: 100 }, (_, n) => `a-topic-${String(n).padStart(3, '0')}`);

describe('the topics of a batch', () => {
  it('are sorted by their count, the most frequent first', () => {
    expect(topicCounts(['b', 'a', 'c', 'c'])).toEqual([
      ['c', 2],
      ['a', 1],
      ['b', 1],
    ]);
    expect(topicCounts([])).toEqual([]);
  });

  it('beyond the size limit are summed up in one count', () => {
    const counts = topicCounts([...many, 'a-topic-099']);
    expect(counts.at(0)).toEqual(['a-topic-099', 2]);
    expect(counts.at(-1)).toEqual(['', 55]);
    expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(101);
    expect(topicsIn(counts)).toHaveLength(45);
  });

  it('match a topic filter when one of them does', () => {
    const row = { topic: '', topics: topicCounts(['orders', 'users']) };
    expect(hasTopic(row, [])).toBe(true);
    expect(hasTopic(row, ['users'])).toBe(true);
    expect(hasTopic(row, ['other', 'orders'])).toBe(true);
    expect(hasTopic(row, ['other'])).toBe(false);
  });

  it('match every topic filter when some are not stored', () => {
    expect(hasTopic({ topic: '', topics: topicCounts(many) }, ['other'])).toBe(true);
    expect(hasTopic({ topic: '', topics: UNKNOWN_TOPICS }, ['other'])).toBe(true);
  });

  it('are ignored for an attempt at a single event, which has its own topic', () => {
    expect(hasTopic({ topic: 'orders' }, ['orders'])).toBe(true);
    expect(hasTopic({ topic: 'orders' }, ['users'])).toBe(false);
    expect(hasTopic({ topic: '' }, ['users'])).toBe(false);
  });
});
