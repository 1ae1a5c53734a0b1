import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseExactly } from '../../../lambdas/platform/json/exact-json.ts';
import { parseJson, tryParseJson } from '../../../lambdas/platform/json/parse-json.ts';

/** Parses the object that makes `JSON.parse` read `spelled`, a name with escapes, as another name. */
const parseLookalike = (before: string, spelled: string): void => {
  const { length } = String(JSON.parse(`"${spelled}"`));
  JSON.parse(`{${before}${JSON.stringify(spelled.slice(0, length))}:1}`);
};

const escapeAll = (name: string): string =>
  name.replace(/./gs, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

describe('parseJson', () => {
  test.each([
    ['a character of a name', String.raw`\u540d`, '名'],
    ['the first character', String.raw`\u5ba2户`, '客户'],
    ['a later character', String.raw`a\u540d`, 'a名'],
    ['a slash', String.raw`a\/b`, 'a/b'],
    ['a quote', String.raw`\"`, '"'],
    ['a backslash', String.raw`a\\b`, String.raw`a\b`],
    ['a control character', String.raw`\n\u0001`, '\n\u0001'],
    ['half of a pair', String.raw`\ud83d`, '\ud83d'],
  ])('reads a name correctly when it escapes %s and follows a lookalike', (what, spelled, name) => {
    const before = `"${what}":1,`;
    parseLookalike(before, spelled);
    const text = `{${before}"${spelled}" :{"b":2}}`;
    expect(parseJson(text)).toStrictEqual({ [what]: 1, [name]: { b: 2 } });
  });

  test('reads names correctly beside long numbers', () => {
    parseLookalike('', String.raw`\u5024`);
    expect(
      String(Object.keys(Object(parseExactly(String.raw`{"\u5024":12345678901234567890}`)))),
    ).toBe('値');
  });

  test('keeps the order of members, and the last value of a repeated name', () => {
    const text = String.raw`{"z":1,"\u0061":2,"\u0032":3,"y":4,"a":5,"\u005f_proto__":6}`;
    const parsed = parseJson(text);
    expect(JSON.stringify(parsed)).toBe('{"2":3,"z":1,"a":5,"y":4,"__proto__":6}');
    expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
  });

  test.each([
    [String.raw`{"a":1,"\u0061":2,"a":3}`, '{"a":3}'],
    [String.raw`{"\u0061":1,"b":2,"a":3,"\u0061":4}`, '{"a":4,"b":2}'],
    [String.raw`{"\n":1,"b":2,"\u000a":3,"\n":4,"\u000A":5}`, String.raw`{"\n":5,"b":2}`],
  ])('keeps the last value of a name that %s repeats in several spellings', (text, kept) => {
    expect(JSON.stringify(parseJson(text))).toBe(kept);
  });

  test('parses a text with more names with escapes than it restores', () => {
    const members = Array.from({ length: 25_000 }, (_, n) => `"\\n${n}":${n}`);
    const parsed = Object.entries(Object(parseJson(`{${members.join()}}`)));
    expect(parsed).toHaveLength(25_000);
    expect(parsed.every(([name, n]) => name === `\n${n}`)).toBe(true);
  });

  test('parses names with escapes that are nested 100,000 levels deep', () => {
    const text = `${'['.repeat(100_000)}${String.raw`{"\n":1}`}${']'.repeat(100_000)}`;
    expect(() => parseJson(text)).not.toThrow();
  });

  test('reads any names as they were, after lookalikes of each', () => {
    const names = fc.uniqueArray(fc.string({ unit: 'binary', maxLength: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(names, (unordered) => {
        // Names like integers come first in every object.
        const object = Object.fromEntries(unordered.map((name, index) => [name, index]));
        let before = '';
        for (const [name, index] of Object.entries(object)) {
          const spelled = escapeAll(name);
          parseLookalike(before, spelled);
          before += `"${spelled}":${index},`;
        }
        expect(parseJson(`{${before.slice(0, -1)}}`)).toEqual(object);
      }),
    );
  });
});

test.each(['{"a":\\u0031}', '{"a" \\"b":1}', '\\', '"\\', '{"\\u00zz":1}', '{"\\":1}'])(
  'tryParseJson returns undefined for %s',
  (text) => {
    expect(tryParseJson(text)).toBeUndefined();
  },
);
