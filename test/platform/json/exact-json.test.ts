import { describe, expect, test } from 'vitest';
import { parseExactly } from '../../../lambdas/platform/json/exact-json.ts';
import { ExactNumber } from '../../../lambdas/platform/json/exact-number.ts';
import { encodeJson } from '../../../lambdas/platform/json/json.ts';

const LONG = '12345678901234567890';

describe('JSON is parsed without losing a digit', () => {
  test.each([
    [`{"a":${LONG}}`, { a: new ExactNumber(LONG) }],
    [`[ ${LONG} , -${LONG} ]`, [new ExactNumber(LONG), new ExactNumber(`-${LONG}`)]],
    [`${LONG}`, new ExactNumber(LONG)],
    ['{"a":1e400}', { a: new ExactNumber('1e400') }],
    ['[1e-400,"1e-400"]', [new ExactNumber('1e-400'), '1e-400']],
    [`{"${LONG}":"${LONG}"}`, { [LONG]: LONG }],
    [`["a\\"${LONG}",${LONG}]`, [`a"${LONG}`, new ExactNumber(LONG)]],
    [`["\\\\",${LONG},"x"]`, ['\\', new ExactNumber(LONG), 'x']],
    ['[1000000000000000000000,1]', [1e21, 1]],
    ['{"a":{"b":[{},[],null,true,1.5]}}', { a: { b: [{}, [], null, true, 1.5] } }],
  ])('%s', (text, expected) => {
    expect(parseExactly(text)).toEqual(expected);
  });

  test('and is serialized unchanged', () => {
    const text = `{"a":[${LONG},0.12345678901234567,{"b":-1.5e-400}],"c":1}`;
    expect(encodeJson(parseExactly(text))).toBe(text);
    expect(JSON.stringify(parseExactly(text))).toBe(text);
  });

  test('a member named __proto__ is an ordinary member', () => {
    const parsed = parseExactly(`{"__proto__":${LONG}}`);
    expect(encodeJson(parsed)).toBe(`{"__proto__":${LONG}}`);
  });

  test('when it is deeply nested', () => {
    const text = `${'['.repeat(100_000)}${LONG}${']'.repeat(100_000)}`;
    expect(() => parseExactly(text)).not.toThrow();
  });
});
