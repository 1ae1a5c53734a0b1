import { describe, expect, it } from 'vitest';
import { keyOf } from './builders.ts';

describe('hostile data and templates', () => {
  it('cannot reach prototypes', () => {
    expect(keyOf('data.__proto__.x', '{"__proto__":{"x":"own"}}')).toBe('own');
    for (const root of ['data', 'metadata', 'time', '@']) {
      expect(keyOf(`join('', [${root}.constructor])`), root).toContain('Invalid type');
    }
    expect(keyOf('data.x', '{"__proto__":{"x":"polluted"}}')).toBe(
      'The key template gives null, no key.',
    );
  });

  it('cannot exhaust the stack', () => {
    const deep = `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    expect(keyOf('to_string(data.a)', deep)).toContain('Maximum call stack size exceeded');
    expect(keyOf("'constant'", deep)).toBe('constant'); // not parsed, as it is not asked for
  });

  it.each([
    ["pad_left('a', `500000000`, 'b')", 'pad_left() is given too much'],
    ["replace('aaaa', 'a', 'b', `900000000`)", 'replace() is given too much'],
    ["replace(data.text, 'a', data.text)", 'replace() is given too much'],
    ['join(data.text, data.list)', 'join() is given too much'],
    ['trim(data.text)', 'trim() is given too much'],
    ['length(map(&to_string($), data.list))', 'too many steps'],
    ['length(map(&reverse($.data.list), data.list))', 'too many steps'],
    ["length(map(&starts_with($.data.text, 'b'), data.list))", 'too many steps'],
    ['data.list[*].[$.data.list[*].[$.data.list]]', 'too many steps'],
    [
      `let $a = data.list in ${Array(25).fill('let $a = [$a, $a][] in').join(' ')} length($a)`,
      'too many steps',
    ],
  ])('cannot take more than a share: %s', (template, why) => {
    const data = JSON.stringify({ text: 'a'.repeat(100_000), list: Array(3_000).fill('b') });
    expect(keyOf(template, data)).toContain(why);
  });

  it('leave the library as it is for everyone else', () => {
    keyOf("data.a || 'x'", '{"a":12345678901234567890}');
    expect(keyOf("'next'")).toBe('next');
  });
});
