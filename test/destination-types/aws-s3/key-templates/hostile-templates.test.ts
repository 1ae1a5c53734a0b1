import { describe, expect, it } from 'vitest';
import { keyOf } from '../builders.ts';
import { COSTLY_STEPS, dataWith } from './costly-templates.ts';

describe('hostile data and templates', () => {
  it('cannot reach prototypes', () => {
    expect(keyOf('data.__proto__.x', '{"__proto__":{"x":"own"}}')).toBe('own');
    for (const root of ['data', 'metadata', 'time', '@']) {
      expect(keyOf(`join('', [${root}.constructor])`), root).toContain(
        `${root}.constructor is null, and join() takes strings`,
      );
    }
    expect(keyOf('data.x', '{"__proto__":{"x":"polluted"}}')).toBe(
      'The key template does not evaluate to a key: data.x is null.',
    );
  });

  it('cannot exhaust the stack', () => {
    const deep = `{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}`;
    expect(keyOf('to_string(data.a)', deep)).toContain('Maximum call stack size exceeded');
    expect(keyOf("'constant'", deep)).toBe('constant'); // not parsed, as it is not asked for
  });

  it('are not evaluated as expressions, which could run without end', () => {
    const f = '{"expref":true,"type":"Slice","start":0,"stop":3,"step":1e-9}';
    for (const call of ['map(data.f, data.l)', 'sort_by(data.l, data.f)']) {
      expect(keyOf(call, `{"f":${f},"l":[[1,2,3]]}`)).toContain(
        'requires an expression, such as &name, instead of ',
      );
    }
    expect(keyOf('data.f.type', `{"f":${f}}`)).toBe('Slice');
    expect(keyOf("join('', let $f = &a in map($f, data.l))", '{"l":[{"a":"x"}]}')).toBe('x');
  });

  const tooMany = 'step limit';
  const list = (length: number) => Array(length).fill(0);
  const object = (length: number) =>
    Object.fromEntries(Array.from({ length }, (_, n) => [`k${n}`, n]));
  const text = 'a'.repeat(100_000);
  const doubled = (times: number) => ' | zip(@, @)[]'.repeat(times);

  it.each<[string, object, string]>([
    ["pad_left('a', `500000000`, 'b')", {}, 'pad_left() received too much'],
    ["replace(data.text, 'a', data.text)", { text }, 'replace() received too much'],
    ['join(data.text, data.list)', { text, list: Array(3_000).fill('b') }, 'join() received too'],
    ['length(map(&to_string($), data.list))', { text, list: list(3_000) }, tooMany],
    ['length(map(&reverse($.data.list), data.list))', { list: list(3_000) }, tooMany],
    [
      "length(map(&starts_with($.data.text, 'b'), data.list))",
      { text, list: list(3_000) },
      tooMany,
    ],
    ['data.list[*].[$.data.list[*].[$.data.list]]', { list: list(3_000) }, tooMany],
    [
      `let $a = data.list in ${Array(25).fill('let $a = [$a, $a][] in').join(' ')} length($a)`,
      { list: list(3_000) },
      tooMany,
    ],
    // A value that is small in memory and extremely long when printed.
    [`length(to_string(data${' | [@, @]'.repeat(60)}))`, {}, tooMany],
    [`data${' | {a: @, b: @}'.repeat(50)} | [@ == {a: a, b: b}]`, {}, tooMany],
    // Texts shared by a growing number of elements, none of which is read on the way.
    [`length(to_string(data.l${doubled(17)}))`, { l: [text] }, tooMany],
    [`length(sort(data.l${doubled(16)}))`, { l: [text, `${text}b`] }, tooMany],
    [`length(max(data.l${doubled(16)}))`, { l: [text, `${text}b`] }, tooMany],
    [`length(data.l${doubled(16)} | [*].[@[0:1]])`, { l: [text] }, tooMany],
    [`length(data.l${doubled(12)} | [])`, { l: [list(60_000)] }, tooMany],
    [`length(data.l${' | [@, @]'.repeat(12)}${' | []'.repeat(13)})`, { l: list(60_000) }, tooMany],
    // Values that a single step makes the library read.
    [
      'length(data.list[?$.data.a == $.data.b])',
      { list: list(40_000), a: object(8_000), b: object(8_000) },
      tooMany,
    ],
    ['length(data.list[?$.data.a])', { list: list(60_000), a: object(14_000) }, tooMany],
    ['length(data.list[?$.data.a || @])', { list: list(60_000), a: object(14_000) }, tooMany],
    ['length(data.list[?!$.data.a])', { list: list(60_000), a: object(14_000) }, tooMany],
    [
      'length(map(&($.data.a && @), data.list))',
      { list: list(60_000), a: object(14_000) },
      tooMany,
    ],
    [
      'length(map(&($.data.a ? @ : @), data.list))',
      { list: list(60_000), a: object(14_000) },
      tooMany,
    ],
    [
      'length(map(&merge($.data.a), data.list))',
      { list: list(60_000), a: object(14_000) },
      tooMany,
    ],
    [
      'length(map(&length($.data.a), data.list))',
      { list: list(60_000), a: object(14_000) },
      tooMany,
    ],
    [
      'length(map(&trim($.data.t), data.list))',
      { list: list(60_000), t: `${' '.repeat(4_000)}x${' '.repeat(90)}` },
      tooMany,
    ],
    ["length(map(&trim('a', $.data.t), data.list))", { list: list(60_000), t: text }, tooMany],
    [
      'find_first(data.t, data.n)',
      { t: 'a'.repeat(150_000), n: `${'a'.repeat(40_000)}b${'a'.repeat(40_000)}` },
      tooMany,
    ],
    [
      'length(map(&sort($.data.texts), data.list))',
      { list: list(10), texts: Array.from({ length: 2_000 }, (_, n) => `${'a'.repeat(100)}${n}`) },
      tooMany,
    ],
    ['length(map(&(let $a = @ in $a), data.list))', { list: list(9_000) }, tooMany],
    ['length(data.list[*].{a: @, b: @, c: @})', { list: list(60_000) }, tooMany],
    ['length(map(&to_string(@), data.list))', { list: list(60_000) }, tooMany],
    ['length(map(&to_number($.data.n), data.list))', { list: list(15_000), n: '12' }, tooMany],
    ['length(map(&$.data.a.*, data.list))', { list: list(15), a: object(14_000) }, tooMany],
    ['length(map(&merge($.data.a), data.list))', { list: list(15), a: object(14_000) }, tooMany],
    ['length(map(&$.data.t[0:1], data.list))', { list: list(60), t: text }, tooMany],
  ])('cannot exceed the budget: %s', (template, data, why) => {
    expect(keyOf(template, JSON.stringify(data))).toContain(why);
  });

  it.each([
    ['as numbers', 'length(map(&abs($.data.big), data.list))'],
    ['compared', 'length(data.list[?$.data.big == $.data.same])'],
    ['written out', 'length(map(&to_string([$.data.big]), data.list))'],
  ])('cannot exceed the budget with numbers of 60,000 digits, %s', (_name, template) => {
    const big = `1${'0'.repeat(60_000)}1`;
    const data = `{"big":${big},"same":${big},"list":[${list(60_000).join(',')}]}`;
    expect(keyOf(template, data)).toContain(tooMany);
  });

  it.each(COSTLY_STEPS)('are stopped when a single step is expensive: %s', (template, x) => {
    expect(keyOf(template, dataWith(x))).toContain(tooMany);
  });

  it.each<[string, object, string]>([
    ['to_string(length(data.list))', { list: list(130_000) }, '130000'],
    ['to_string(length(data.list[?@ == `0`]))', { list: list(60_000) }, '60000'],
    [
      'to_string(length(sort(data.list)))',
      { list: Array.from({ length: 30_000 }, (_, n) => -n) },
      '30000',
    ],
    [
      'to_string(length(sort_by(data.list, &@)))',
      { list: Array.from({ length: 30_000 }, (_, n) => -n) },
      '30000',
    ],
    [
      "data.items[?kind == 'x'] | [0].id",
      { items: [...Array(5_000).fill({ kind: 'y', tags: ['a'] }), { kind: 'x', id: 'found' }] },
      'found',
    ],
    ['to_string(length(trim(data.text)))', { text: ` ${text} ` }, '100000'],
    ["replace(data.text, 'a', 'bb')[0:3]", { text }, 'bbb'],
    ['data.a || data.b', { a: object(10_000), b: 'x' }, 'is an object'],
    ['sha256(data.text)', { text }, '6d1cf22d7cc09b08'],
    ['segment(data.text)[0:3]', { text }, 'aaa'],
    [
      "to_string(length(map(&time_in('Europe/Berlin').date, data.list)))",
      { list: list(1_000) },
      '1000',
    ],
  ])('can process large events: %s', (template, data, key) => {
    expect(keyOf(template, JSON.stringify(data))).toContain(key);
  });

  it('do not modify the library for other users', () => {
    keyOf("data.a || 'x'", '{"a":12345678901234567890}');
    expect(keyOf("'next'")).toBe('next');
  });
});
