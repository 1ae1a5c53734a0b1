import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elementsOf, indented, splitMember } from '../../portal/data/json-text.ts';

describe('splitMember', () => {
  test('gives the exact text of a member: numbers, order, repeated names and white space stay', () => {
    const data = '{"b": 12345678901234567890, "a":1.0,"a":1e3, "c":-0}';
    const split = splitMember(`{"id":"evt_1","metadata":{"data":"x"},"data":${data}}`, 'data');
    expect(split).toEqual({
      member: data,
      rest: '{"id":"evt_1","metadata":{"data":"x"},"data":null}',
    });
  });

  test('replaces the member itself, not an earlier value of the same text', () => {
    const split = splitMember('{"metadata":{},"data":{},"topic":"x"}', 'data');
    expect(split?.rest).toBe('{"metadata":{},"data":null,"topic":"x"}');
  });

  test.each(['{}', '{"id":"data"}', '{"a":{"data":1}}', '{"a":["data"]}'])(
    'finds no member in %s',
    (json) => {
      expect(splitMember(json, 'data')).toBeUndefined();
    },
  );

  test('finds the member of any object, whatever its strings contain', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.jsonValue(), (others, data) => {
        const { data: _, ...before } = others;
        const json = JSON.stringify({ ...before, data });
        const split = splitMember(json, 'data');
        expect(split?.member).toBe(JSON.stringify(data));
        expect(JSON.parse(split?.rest ?? '')).toEqual(
          JSON.parse(JSON.stringify({ ...before, data: null })),
        );
      }),
    );
  });
});

test.each([
  ['[]', []],
  ['[ 1.0 , "a,]" ]', ['1.0', '"a,]"']],
  ['[{"a":[1,2]},[3],null]', ['{"a":[1,2]}', '[3]', 'null']],
])('elementsOf: the elements of %s are %j', (json, elements) => {
  expect(elementsOf(json)).toEqual(elements);
});

describe('indented', () => {
  test('indents as JSON.stringify does', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const json = JSON.stringify(value);
        expect(indented(json, Number.POSITIVE_INFINITY)).toEqual({
          text: JSON.stringify(JSON.parse(json), null, 2),
          isWhole: true,
        });
      }),
    );
  });

  test('keeps every token unchanged', () => {
    const { text } = indented('{"n":[12345678901234567890,1.0,1e3,-0],"s":"\\u00e9\\/"}', 1_000);
    expect(text.replaceAll(/\s/g, '')).toBe(
      '{"n":[12345678901234567890,1.0,1e3,-0],"s":"\\u00e9\\/"}',
    );
  });

  test('stops at the limit, in the middle of a long string if need be', () => {
    const head = indented(`{"a":"${'x'.repeat(1_000)}","b":1}`, 100);
    expect(head.isWhole).toBe(false);
    expect(head.text).toHaveLength(100);
  });

  test('never cuts a character in half at the limit', () => {
    const head = indented(`["${'😀'.repeat(100)}"]`, 30);
    expect(head.text.isWellFormed()).toBe(true);
  });

  test('stops reading at the limit, so that 5 MB take no longer than the shown part', () => {
    const json = JSON.stringify(
      Array.from({ length: 200_000 }, (_, id) => ({ id, name: 'event' })),
    );
    expect(indented(json, 20_000)).toEqual(indented(json.slice(0, 20_000), 20_000));
  });
});
