import { describe, expect, it } from 'vitest';
import {
  hasTopic,
  topicCounts,
  topicsIn,
  UNKNOWN_TOPICS,
} from '../../lambdas/attempts/batch-topics.ts';

const many = Array.from({ length: 100 }, (_, n) => `a-topic-${String(n).padStart(3, '0')}`);

describe('the topics of a batch', () => {
  it('are counted, the most frequent first', () => {
    expect(topicCounts(['b', 'a', 'c', 'c'])).toEqual([
      ['c', 2],
      ['a', 1],
      ['b', 1],
    ]);
    expect(topicCounts([])).toEqual([]);
  });

  it('are kept as far as there is room, and the others counted together', () => {
    const counts = topicCounts([...many, 'a-topic-099']);
    expect(counts.at(0)).toEqual(['a-topic-099', 2]);
    expect(counts.at(-1)).toEqual(['', 55]);
    expect(counts.reduce((sum, [, count]) => sum + count, 0)).toBe(101);
    expect(topicsIn(counts)).toHaveLength(45);
  });

  it('decide whether it is wanted: one of them is enough', () => {
    const row = { topic: '', topics: topicCounts(['orders', 'users']) };
    expect(hasTopic(row, [])).toBe(true);
    expect(hasTopic(row, ['users'])).toBe(true);
    expect(hasTopic(row, ['other', 'orders'])).toBe(true);
    expect(hasTopic(row, ['other'])).toBe(false);
  });

  it('match every topic where they are too many, or not known', () => {
    expect(hasTopic({ topic: '', topics: topicCounts(many) }, ['other'])).toBe(true);
    expect(hasTopic({ topic: '', topics: UNKNOWN_TOPICS }, ['other'])).toBe(true);
  });

  it('are those of a batch only', () => {
    expect(hasTopic({ topic: 'orders' }, ['orders'])).toBe(true);
    expect(hasTopic({ topic: 'orders' }, ['users'])).toBe(false);
    expect(hasTopic({ topic: '' }, ['users'])).toBe(false);
  });
});
