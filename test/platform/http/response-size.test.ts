import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { encodeResponse } from '../../../lambdas/platform/http/response-size.ts';

/** As Lambda counts an answer: 6 MB of JSON text, with room left for headers. */
const MAX = 6_291_456 - 65_536;
const textOf = (length: number, character = 'x') => character.repeat(length);

test.each([
  ['small', textOf(10)],
  ['as large as it may be', textOf(MAX - 2)],
  ['of large characters', textOf((MAX - 2) / 2, 'ü')],
])('a body that is %s is sent uncompressed', (_name, text) => {
  expect(encodeResponse(text, 'gzip')).toEqual({ body: text });
});

test.each([
  ['large', textOf(MAX - 1)],
  ['of many quotes', textOf(MAX / 2, '"')],
  ['of many backslashes', textOf(MAX / 2, '\\')],
  ['of large characters', textOf(MAX / 2, 'ü')],
])('a body that is too %s is compressed', (_name, text) => {
  const { body, ...rest } = encodeResponse(text, 'gzip, deflate, br');
  expect(rest).toEqual({
    isBase64Encoded: true,
    headers: { 'content-encoding': 'gzip', vary: 'Accept-Encoding' },
  });
  expect(gunzipSync(Buffer.from(body, 'base64')).toString() === text).toBe(true);
});

test('an event of the maximum size always fits when compressed', () => {
  // Of all ASCII, what a text of JSON may hold unescaped: as hard to compress as JSON can be.
  let seed = 1;
  const letters = new Uint8Array(5_000_000).map(() => {
    seed = (seed * 48_271) % 2_147_483_647;
    return 33 + (seed % 94);
  });
  const text = Buffer.from(letters).toString('latin1');
  expect(encodeResponse(`${text}${textOf(1_500_000, '"')}`, 'gzip').body.length).toBeLessThan(MAX);
});

describe('a client that does not accept gzip', () => {
  const large = textOf(MAX);

  test.each([undefined, '', 'identity', 'br, deflate', 'gzip;q=0', 'gzip; q=0.000, br', 'gzipped'])(
    'with Accept-Encoding %s gets a message that names the header to send',
    (acceptEncoding) => {
      expect(() => encodeResponse(large, acceptEncoding)).toThrow(
        expect.objectContaining({
          status: 406,
          message:
            'the response is too large to send uncompressed: retry with Accept-Encoding: gzip',
        }),
      );
    },
  );

  test.each(['gzip', 'GZIP', 'br;q=1, gzip;q=0.5', '*', 'gzip ; q=0.001'])(
    'with Accept-Encoding %s gets the compressed body',
    (one) => {
      expect(encodeResponse(large, one)).toHaveProperty('isBase64Encoded', true);
    },
  );
});
