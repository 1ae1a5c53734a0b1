import { expect, test } from 'vitest';
import { ExactNumber, parseJson } from '../../portal/json.ts';

test.each(['12345678901234567890', '0.12345678901234567890123', '1e400', '-9007199254740993'])(
  '%s, which a double does not represent, keeps its spelling',
  (source) => {
    const parsed = parseJson<{ n: unknown }>(`{"n":${source}}`);
    expect(parsed.n).toBeInstanceOf(ExactNumber);
    expect(String(parsed.n)).toBe(source);
    expect(JSON.stringify(parsed)).toBe(`{"n":${source}}`);
  },
);

test.each([
  ['9007199254740992', 9007199254740992],
  ['1000000000000000000000', 1e21],
  ['1.00000000000000000000', 1],
  ['1e100', 1e100],
  ['0.0000000000000000', 0],
])('%s becomes a number', (source, number) => {
  expect(parseJson(`[${source}]`)).toEqual([number]);
});

test('digits in a string stay a string', () => {
  expect(parseJson('{"id":"12345678901234567890","n":1}')).toEqual({
    id: '12345678901234567890',
    n: 1,
  });
});
