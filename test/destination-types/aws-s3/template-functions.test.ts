import { describe, expect, it } from 'vitest';
import { keyOf } from './builders.ts';

/** What a template gives, between brackets: a key may not be empty. */
const given = (template: string, data: object = {}): string =>
  keyOf(`join('', ['[', ${template}, ']'])`, JSON.stringify(data));

describe('trim', () => {
  it.each([
    ['trim(data.t)', ' \t\n a b \u0085\u00a0', '[a b]'],
    ['trim_left(data.t)', '  a b  ', '[a b  ]'],
    ['trim_right(data.t)', '  a b  ', '[  a b]'],
    ['trim(data.t)', '   ', '[]'],
    ['trim(data.t)', '', '[]'],
    ["trim(data.t, '')", '  a  ', '[a]'],
    ["trim(data.t, '-_')", '_-a-b-_', '[a-b]'],
    ["trim(data.t, ']^-')", '^-]a]', '[a]'],
    ["trim(data.t, 'ab')", 'abba', '[]'],
    ["trim(data.t, '😀')", '😀a😁', '[a😁]'],
    ['trim(data.t)', ' a\nb ', '[a\nb]'],
  ])('%s of %j is %j', (template, t, expected) => {
    const shown = keyOf(
      `to_string(length(join('', ['[', ${template}, ']'])))`,
      JSON.stringify({ t }),
    );
    expect(shown).toBe(String([...expected].length));
    if (!/\n/.test(expected)) expect(given(template, { t })).toBe(expected);
  });
});

describe('replace', () => {
  it.each([
    ["replace('abab', 'a', 'x')", '[xbxb]'],
    ["replace('abab', 'a', 'x', `1`)", '[xbab]'],
    ["replace('abab', 'a', 'x', `0`)", '[abab]'],
    ["replace('abab', 'a', 'x', `9`)", '[xbxb]'],
    ["replace('aaa', 'a', 'ba', `2`)", '[babaa]'],
    ["replace('abc', 'x', 'y', `2`)", '[abc]'],
    ["replace('a.b', '.', '$&$`')", '[a$&$`b]'],
    ["replace('ab', 'a', 'a$', `1000`)", '[a$b]'],
  ])('%s is %j', (template, expected) => {
    expect(given(template)).toBe(expected);
  });

  it('does not let what it has put in grow, whatever patterns that holds', () => {
    expect(keyOf("replace(data.t, 'a', data.by, `1000`)", '{"t":"ab","by":"a$\'"}')).toBe("a$'b");
  });

  it.each(['`-1`', '`1.5`'])('takes no count of %s', (count) => {
    expect(keyOf(`replace('a', 'a', 'b', ${count})`)).toContain('non-negative integer');
  });
});
