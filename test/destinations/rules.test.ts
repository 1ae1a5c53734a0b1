import { describe, expect, test } from 'vitest';
import { obfuscated } from '../../lambdas/destinations/obfuscation.ts';
import { faultOfTopics, TopicsInput } from '../../lambdas/destinations/topics.ts';

describe('a subscription', () => {
  test('may be "*" alone, and loses its duplicates', () => {
    expect(TopicsInput.parse('*')).toEqual(['*']);
    expect(TopicsInput.parse(['a', 'b', 'a'])).toEqual(['a', 'b']);
    expect(TopicsInput.safeParse('orders').success).toBe(false);
    expect(TopicsInput.safeParse([1]).success).toBe(false);
  });

  test.each([
    [['*'], ['orders'], undefined],
    [['orders'], ['orders', 'users'], undefined],
    [['anything', 'user.*'], [], undefined],
    [[], [], 'topics must not be empty'],
    [[''], [], 'topics must not contain an empty topic'],
    [['*', 'orders'], [], 'topics must be "*" alone, or a list without it'],
    [['invoices'], ['orders', 'users'], 'topics must be of orders, users; got invoices'],
  ])('%j among %j: %s', (topics, known, fault) => {
    expect(faultOfTopics(topics, known)).toBe(fault);
  });
});

test.each([
  ['', ''],
  ['short', '*****'],
  ['123456789', '*********'],
  ['AKIAIOSFODNN7EXAMPLE', 'AKIA****************'],
])('the secret %j is shown as %j', (secret, shown) => {
  expect(obfuscated(secret)).toBe(shown);
});
