import { describe, expect, test } from 'vitest';
import { collapsePatterns, TopicsInput, topicsError } from '../../lambdas/destinations/topics.ts';

describe('a subscription', () => {
  test('may be "*" alone, and is stored without duplicates', () => {
    expect(TopicsInput.parse('*')).toEqual(['*']);
    expect(TopicsInput.parse(['a', 'b', 'a'])).toEqual(['a', 'b']);
    expect(TopicsInput.safeParse('orders').success).toBe(false);
    expect(TopicsInput.safeParse([1]).success).toBe(false);
  });

  test.each([
    [undefined, 'is required'],
    [null, 'must be "*" or a list of topics'],
    [5, 'must be "*" or a list of topics'],
  ])('is not %s', (input, message) => {
    expect(TopicsInput.safeParse(input).error?.issues).toMatchObject([{ message }]);
  });

  test.each([
    [['*'], ['orders'], undefined],
    [['orders'], ['orders', 'users'], undefined],
    [['anything'], [], undefined],
    [['user.*'], [], 'topics must not contain patterns; got user.*'],
    [[], [], 'topics must not be empty'],
    [[''], [], 'topics must not contain an empty topic'],
    [['*', 'orders'], [], 'topics must be "*" alone, or a list without "*"'],
    [['invoices'], ['orders', 'users'], 'topics must be one of orders, users; got invoices'],
    [['x'.repeat(128)], [], undefined],
    [['x'.repeat(129)], [], 'topics must have at most 128 characters each'],
    [['😀'.repeat(128)], [], undefined],
    [['a\ud800'], [], 'topics must be well-formed Unicode'],
  ])('of %j with the configured topics %j: %s', (topics, known, error) => {
    expect(topicsError(topics, { topics: known, allowTopicPatterns: false })).toBe(error);
  });

  test('has at most 500 topics', () => {
    const faultOf = (topics: number) =>
      topicsError(
        Array.from({ length: topics }, (_, n) => `t${n}`),
        { topics: [], allowTopicPatterns: false },
      );
    expect(faultOf(500)).toBeUndefined();
    expect(faultOf(501)).toBe('topics must have at most 500 topics');
  });

  test.each([
    [['user.*', 'orders'], [], undefined],
    [['user.*', 'orders'], ['orders', 'user.created'], undefined],
    [['team.*'], ['orders', 'users'], 'topics must match one of orders, users; got team.*'],
    [['*', 'user.*'], [], 'topics must be "*" alone, or a list without "*"'],
    [['invoices'], ['orders'], 'topics must be one of orders; got invoices'],
  ])('of %j with patterns allowed and the configured topics %j: %s', (topics, known, error) => {
    expect(topicsError(topics, { topics: known, allowTopicPatterns: true })).toBe(error);
  });

  test.each([
    [['orders'], ['orders']],
    [
      ['user.created', 'user.*', 'orders', 'user.*'],
      ['user.*', 'orders'],
    ],
    [['a.b.*', 'a.*'], ['a.*']],
    [['a*', 'a**'], ['a*']],
    [
      ['*.created', 'user.*'],
      ['*.created', 'user.*'],
    ],
  ])('of %j is stored as %j', (topics, stored) => {
    expect(collapsePatterns(topics)).toEqual(stored);
  });
});
