import { describe, expect, test } from 'vitest';
import {
  elementTexts,
  encodeJson,
  JsonText,
  levelsOf,
  memberTexts,
} from '../../../lambdas/platform/json/json.ts';

describe('the text of an object’s members', () => {
  test.each([
    [
      'numbers keep their spelling',
      '{"data":{"a":12345678901234567890,"x":1.0,"y":1e3,"z":-0.10E+5}}',
      '{"a":12345678901234567890,"x":1.0,"y":1e3,"z":-0.10E+5}',
    ],
    [
      'keys keep their order, integer-like ones, too',
      '{"data":{"b":1,"2":1,"1":1}}',
      '{"b":1,"2":1,"1":1}',
    ],
    [
      'escapes stay escapes, and characters characters',
      '{"data":{"s":"<&>\\u2028\u2028\\/\\ud83d"}}',
      '{"s":"<&>\\u2028\u2028\\/\\ud83d"}',
    ],
    [
      'white space between tokens goes, within strings it stays',
      '{ "data" : {\n "a b" : [ 1 , " x  y " ] } }',
      '{"a b":[1," x  y "]}',
    ],
    [
      'quotes and backslashes do not end a string early',
      '{"data":{"s":"a\\"},{\\\\","t":1}}',
      '{"s":"a\\"},{\\\\","t":1}',
    ],
    ['of two members of one name the last counts', '{"data":{"a":1},"data":{"a":2}}', '{"a":2}'],
    ['a member’s name may be escaped', '{"d\\u0061ta":{"a":1}}', '{"a":1}'],
    [
      'a member of that name further in is another',
      '{"metadata":{"data":{"a":1}},"data":{"a":2}}',
      '{"a":2}',
    ],
    ['duplicate names within are kept', '{"data":{"a":1,"a":2}}', '{"a":1,"a":2}'],
    [
      'literals and empty values are kept',
      '{"data":{"a":null,"b":true,"c":{},"d":[],"e":""}}',
      '{"a":null,"b":true,"c":{},"d":[],"e":""}',
    ],
  ])('%s', (_name, text, expected) => {
    expect(memberTexts(text).get('data')).toBe(expected);
  });

  test('every member has its text, for every JSON type', () => {
    const texts = memberTexts('{"a":1,"b":"x","c":[1,{"d":2}],"e":null,"":true}');
    expect([...texts]).toEqual([
      ['a', '1'],
      ['b', '"x"'],
      ['c', '[1,{"d":2}]'],
      ['e', 'null'],
      ['', 'true'],
    ]);
    expect(memberTexts('{}').size).toBe(0);
  });

  test('a long string and deep nesting are read without overflow', () => {
    const long = JSON.stringify({ s: '\\"x'.repeat(100_000) });
    expect(memberTexts(`{"data":${long}}`).get('data')).toBe(long);
    const deep = '['.repeat(50_000) + ']'.repeat(50_000);
    expect(memberTexts(`{"data":${deep}}`).get('data')).toBe(deep);
  });
});

test('the text of a list’s elements is as exact', () => {
  const list = ' [ {"n" : 1.0, "l":[1,2]} ,"a, b", 1e3,[ ],{}, null ] ';
  expect(elementTexts(list)).toEqual(['{"n":1.0,"l":[1,2]}', '"a, b"', '1e3', '[]', '{}', 'null']);
  expect(elementTexts('[]')).toEqual([]);
});

test('any amount of white space between tokens is accepted', () => {
  const text = ` \t\r\n{${' '.repeat(1_000_000)}"a"\n:\t[ 1 ,\r2 ]\n,"b c" : " d " } `;
  expect([...memberTexts(text)]).toEqual([
    ['a', '[1,2]'],
    ['b c', '" d "'],
  ]);
});

test('hundreds of thousands of tokens are read without overflow', () => {
  const zeros = `[${Array(300_000).fill('0').join(',')}]`;
  expect(memberTexts(`{"events":${zeros}}`).get('events')).toBe(zeros);
  expect(elementTexts(zeros)).toHaveLength(300_000);
});

describe('nesting depth of JSON text', () => {
  test.each([
    ['0', 0],
    ['"[[{"', 0],
    ['{}', 1],
    ['[]', 1],
    ['{"a":[{}]}', 3],
    ['[[],[[]],[]]', 3],
    ['{"a":"\\"[[[","b\\\\":[]}', 2],
    [`${'['.repeat(300_000)}${']'.repeat(300_000)}`, 300_000],
  ])('%.20s has %i levels', (text, levels) => {
    expect(levelsOf(text)).toBe(levels);
  });
});

describe('encoding', () => {
  test('JsonText is emitted unchanged, anywhere in the value', () => {
    const data = new JsonText('{"n":1.0}');
    expect(encodeJson({ models: [{ data, time: 'now' }], none: undefined, nil: null })).toBe(
      '{"models":[{"data":{"n":1.0},"time":"now"}],"nil":null}',
    );
  });

  test('a string that looks like markup is only a string', () => {
    expect(JSON.parse(encodeJson(['"', '\u0000', '\\']))).toEqual(['"', '\u0000', '\\']);
  });
});
