import { expect, test } from 'vitest';
import { textSearch } from '../../lambdas/filters/text-search.ts';

const uncounted = () => {};

/** A long text of few letters, in which the same prefixes recur. */
const text = (seed: number, length: number): string =>
  Array.from({ length }, (_, n) => ((n * n * seed) % 7 < 3 ? 'a' : 'b')).join('');

const LONG = `${'a'.repeat(200)}b`.repeat(2);

test.each<[string, string, string, boolean]>([
  ['nothing in nothing', '', '', true],
  ['nothing in a text', '', 'a', true],
  ['a text in nothing', 'a', '', false],
  ['the end', 'text', 'some-text', true],
  ['another letter case', 'Text', 'some-text', false],
  ['the whole', LONG, LONG, true],
  ['a long end', LONG, `aaa${LONG}`, true],
  ['a long start', LONG, `${LONG}c`, true],
  ['a long part after half of it', LONG, LONG.slice(0, 300) + LONG, true],
  ['all but the first character', LONG, LONG.slice(1), false],
  ['all but the last character', LONG, `${LONG.slice(0, -1)}c`, false],
  ['its halves apart', LONG, `${LONG.slice(0, 201)}c${LONG.slice(201)}`, false],
])('%s: found or not', (_name, part, whole, expected) => {
  expect(textSearch(part, uncounted)(whole)).toBe(expected);
});

test('finds exactly the substrings of a text', () => {
  const whole = text(3, 1200);
  for (let from = 0; from < 900; from += 7) {
    const part = whole.slice(from, from + 251 + (from % 40));
    expect(textSearch(part, uncounted)(whole)).toBe(true);
    expect(textSearch(`${part}c`, uncounted)(whole)).toBe(false);
    const other = text(5, 600).slice(from % 100, (from % 100) + 260) + part;
    expect(textSearch(other, uncounted)(whole)).toBe(whole.includes(other));
  }
});

test('searches for a text crafted to be slow in linear time', () => {
  const part = `${'a'.repeat(8000)}b${'a'.repeat(8000)}`;
  const began = performance.now();
  expect(textSearch(part, uncounted)('a'.repeat(262_144))).toBe(false);
  expect(performance.now() - began).toBeLessThan(500);
});
