import { describe, expect, it } from 'vitest';
import { keyOf } from '../builders.ts';

/** The result of a template between brackets, as a key may not be empty. */
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

  it('does not expand patterns in the replacement', () => {
    expect(keyOf("replace(data.t, 'a', data.by, `1000`)", '{"t":"ab","by":"a$\'"}')).toBe("a$'b");
  });

  it.each(['`-1`', '`1.5`'])('rejects a count of %s', (count) => {
    expect(keyOf(`replace('a', 'a', 'b', ${count})`)).toContain('non-negative integer');
  });
});

/** The result of an expression, as JSON. */
const resultOf = (expression: string, data: object = {}): unknown =>
  JSON.parse(keyOf(`to_string([${expression}])`, JSON.stringify(data)))[0];

// https://jmespath.org/specification.html and https://jmespath.site (JEP-013, JEP-014, JEP-018).
describe('the functions follow the specification', () => {
  const people = [
    { n: 'b', age: 30, at: '2024-02-01' },
    { n: 'a', age: 4, at: '2024-10-01' },
    { n: 'c', age: 100, at: '2023-12-31' },
  ];
  it.each<[string, unknown]>([
    ['max_by(data.p, &at).n', 'a'],
    ['min_by(data.p, &at).n', 'c'],
    ['max_by(data.p, &age).n', 'c'],
    ['min_by(data.p, &age).n', 'a'],
    ['max_by(data.none || `[]`, &age)', null],
    ['max_by([`0`, `-1`], &@)', 0],
    ["min_by(['', 'a'], &@)", ''],
    ['max_by(data.p, &n).age', 100],
    ['max_by([`false`, `true`], &to_string(@))', true],
    ['sort_by(data.p, &age)[*].n', ['a', 'b', 'c']],
    ['sort_by(data.p, &at)[*].n', ['c', 'b', 'a']],
    ["sort_by(data.p, &'same')[*].n", ['b', 'a', 'c']],
    ['sort([`10`, `9`, `-1`, `1e3`])', [-1, 9, 10, 1000]],
    ["sort(['b', 'B', 'a', '\u{1f600}', '\uffff'])", ['B', 'a', 'b', '\uffff', '\u{1f600}']],
    ["max(['a', 'B', 'Z'])", 'a'],
    ["min(['a', 'B', 'Z'])", 'B'],
    ["max(['\u{1f600}', '\uffff'])", '\u{1f600}'],
    ['max([`1`, `10`, `9`])', 10],
    ['min(`[]`)', null],
    ['contains(`[[1], {"a": 2}]`, `{"a": 2}`)', true],
    ['contains(`[[1], {"a": 2}]`, `[2]`)', false],
    ["contains('abc', 'bc')", true],
    ["contains(['1'], `1`)", false],
    ['group_by(data.p, &n).b[0].age', 30],
    ['map(&age, data.p)', [30, 4, 100]],
    ['map(&none, data.p)', [null, null, null]],
    ['merge(`{"a": 1, "b": 2}`, `{"b": 3}`)', { a: 1, b: 3 }],
    ['from_items(items(`{"a": 1, "b": 2}`))', { a: 1, b: 2 }],
    [
      "zip(['a', 'b'], [`1`, `2`, `3`])",
      [
        ['a', 1],
        ['b', 2],
      ],
    ],
    ["reverse('a\u{1f600}b')", 'b\u{1f600}a'],
    ['reverse([`1`, `2`])', [2, 1]],
    ["to_number('')", null],
    ["to_number(' 1')", null],
    ["to_number('0x10')", null],
    ["to_number('Infinity')", null],
    ["to_number('-1.5e2')", -150],
    ['to_number(`7`)', 7],
    ['to_number(`[1]`)', null],
    ["pad_left('', `3`, '-')", '---'],
    ["pad_right('', `2`)", '  '],
    ["pad_left('\u{1f600}', `3`, '\u{1f600}')", '\u{1f600}\u{1f600}\u{1f600}'],
    ["pad_left('abc', `2`)", 'abc'],
    ["split('a\u{1f600}', '')", ['a', '\u{1f600}']],
    ["split('a-b-c', '-', `1`)", ['a', 'b-c']],
    ["split('a-b-c', '-', `0`)", ['a-b-c']],
    ["split('a-b', '-', `9`)", ['a', 'b']],
    ["split('', '')", []],
    ["find_first('\u{1f600}abab', 'ab')", 1],
    ["find_last('\u{1f600}abab', 'ab')", 3],
    ["find_first('abab', 'ab', `1`)", 2],
    ["find_first('abab', 'ab', `0`, `0`)", null],
    ["find_last('abab', 'ab', `0`, `3`)", 0],
    ["find_first('abab', '')", null],
    ["find_first('ab', 'ab', `-5`)", 0],
    ['type(`null`)', 'null'],
    ['length(`{"a": 1}`)', 1],
    ["let $x = '-' in map(&join($x, [n, at]), data.p)[0]", 'b-2024-02-01'],
    ["let $x = `null` in let $y = 'y' in [$x, $y]", [null, 'y']],
    ["let $x = '' in let $y = 'y' in [$x, $y]", ['', 'y']],
    ['`{"a": [1]}` == `{"a": [1]}`', true],
  ])('%s is %j', (expression, value) => {
    expect(resultOf(expression, { p: people })).toEqual(value);
  });

  it.each([
    [
      "max_by([`1`, 'a'], &@)",
      'max_by() takes an expression that evaluates only to strings or only to numbers',
    ],
    [
      'sort_by(data.p, &none)',
      'sort_by() takes an expression that evaluates only to strings or only to numbers',
    ],
    ['group_by(data.p, &age)', 'group_by() takes an expression that evaluates only to strings'],
    ["merge(`{}`, 'a')", "'a' is a string, and merge() takes an object"],
    ['zip([`1`], `2`)', '`2` is a number, and zip() takes an array'],
    ["sort([`1`, 'a'])", "'a' is a string, and sort() takes numbers"],
    ["from_items([['a', `1`, `2`]])", 'from_items() takes pairs of a string and a value'],
    ["pad_left('a', `2`, 'xy')", 'pad_left() pads with a single character'],
    ["find_first('a', 'a', `0.5`)", 'whole numbers'],
  ])('%s fails', (expression, why) => {
    expect(keyOf(`to_string(${expression})`, JSON.stringify({ p: people }))).toContain(why);
  });

  it.each(['constructor', '__proto__', 'toString', 'hasOwnProperty', 'expref', 'source'])(
    'a member named %s in the data is an ordinary member',
    (name) => {
      const data = `{"l":[{"k":"${name}"},{"k":"${name}"}],"o":{"${name}":"x"},"n":12345678901234567890}`;
      const is = (expression: string, value: unknown) =>
        expect(JSON.parse(keyOf(`to_string([${expression}])`, data))[0], expression).toEqual(value);
      is(`group_by(data.l, &k)."${name}"[1].k`, name);
      is(`keys(group_by(data.l, &k))`, [name]);
      is(`merge(data.o, \`{"a": 1}\`)."${name}"`, 'x');
      is(`from_items([['${name}', 'y']])."${name}"`, 'y');
      is(`{"${name}": 'z'}."${name}"`, 'z');
      is(`keys({"${name}": 'z'})`, [name]);
      is(`items(data.o)`, [[name, 'x']]);
      is(`values(data.o)`, ['x']);
      is(`length(data.o)`, 1);
      is(`type(data.o)`, 'object');
      is(`data.o == data.o`, true);
      is(`map(&"${name}", [data.o])`, ['x']);
      is(`sort_by([data.o], &"${name}")[0]."${name}"`, 'x');
      is(`max_by([data.o], &"${name}")."${name}"`, 'x');
      is(`zip(keys(data.o), values(data.o))`, [[name, 'x']]);
      for (const other of ['`{}`', '`[]`', "'text'", 'data.n', 'merge(`{}`)', 'from_items(`[]`)']) {
        is(`${other}."${name}"`, null);
      }
      is('data.n.*', null);
    },
  );

  it('keep all digits and the order of numbers that no double represents', () => {
    const data =
      '{"l":[{"n":820982911946154509},{"n":820982911946154508},{"n":820982911946154510}]}';
    expect(keyOf('to_string(sort_by(data.l, &n)[*].n)', data)).toBe(
      '[820982911946154508,820982911946154509,820982911946154510]',
    );
    expect(keyOf('to_string(sort(data.l[*].n))', data)).toBe(
      '[820982911946154508,820982911946154509,820982911946154510]',
    );
    expect(keyOf('max(data.l[*].n)', data)).toBe('820982911946154510');
    expect(keyOf('min_by(data.l, &n).n', data)).toBe('820982911946154508');
    expect(keyOf('data.l[0].n > data.l[1].n', data)).toBe('true');
    expect(keyOf("to_number('820982911946154509')", data)).toBe('820982911946154509');
    expect(keyOf('max(`[-1, -20]`)', data)).toBe('-1');
    expect(keyOf('contains(data.l[*].n, `820982911946154509`)', data)).toBe('true');
  });

  it('accept lists of any length', () => {
    const l = Array.from({ length: 130_000 }, (_, n) => n);
    expect(keyOf('max(data.l)', JSON.stringify({ l }))).toBe('129999');
    expect(
      keyOf('to_string(length(reverse(data.t)))', JSON.stringify({ t: 'a'.repeat(130_000) })),
    ).toBe('130000');
  });
});
