import { marshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { requestJson } from '../../../../lambdas/platform/aws/calls/attribute-values.dynamo.ts';

const text = fc.string({ unit: 'grapheme' });
/** The library loses a member named `__proto__`. */
const name = fc
  .oneof(text, fc.constantFrom('constructor', 'toJSON', 'S', 'B'))
  .filter((one) => one !== '__proto__');

const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    text,
    fc.integer(),
    fc.constantFrom(0, -0, 1.5, 1e-7, Number.MAX_SAFE_INTEGER, null, undefined, true, false),
    fc.bigInt(),
    fc.uint8Array(),
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.uniqueArray(text, { minLength: 1 }).map((texts) => new Set(texts)),
    fc.uniqueArray(fc.integer(), { minLength: 1 }).map((numbers) => new Set(numbers)),
    fc.array(fc.uint8Array(), { minLength: 1 }).map((values) => new Set(values)),
    fc.array(tie('value')),
    fc.dictionary(name, tie('value')),
    fc.dictionary(name, tie('value'), { noNullPrototype: true }),
  ),
}));

/** DynamoDB's JSON as the library and `JSON.stringify` make it, except for binary values. */
const expected = (item: Record<string, unknown>): unknown =>
  base64In(marshall(item, { removeUndefinedValues: true, convertClassInstanceToMap: true }));

function base64In(of: unknown): unknown {
  if (of instanceof Uint8Array) return Buffer.from(of).toString('base64');
  if (Array.isArray(of)) return of.map(base64In);
  if (typeof of !== 'object' || of === null) return of;
  return Object.fromEntries(Object.entries(of).map(([key, member]) => [key, base64In(member)]));
}

test('serializes any values as the library converts them', () => {
  fc.assert(
    fc.property(fc.dictionary(name, value), (Item) => {
      expect(JSON.parse(requestJson({ Item })).Item).toEqual(expected(Item));
    }),
    { numRuns: 300 },
  );
});

test('keeps a member named __proto__', () => {
  const json = requestJson({ Item: { map: JSON.parse('{"__proto__":"text"}') } });
  expect(json).toBe('{"Item":{"map":{"M":{"__proto__":{"S":"text"}}}}}');
});

test.each([
  ['not a number', Number.NaN],
  ['an infinite number', Number.POSITIVE_INFINITY],
  ['a number that is not exact', 2 ** 53],
  ['an empty set', new Set()],
])('rejects %s, as the library does', (_name, invalid) => {
  expect(() => marshall({ invalid })).toThrow();
  expect(() => requestJson({ Item: { invalid } })).toThrow();
});
