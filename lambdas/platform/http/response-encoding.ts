import { gzipSync } from 'node:zlib';
import { errorDoc } from './error-body.ts';
import { HttpError } from './http-error.ts';

/** Lambda's response payload quota (Lambda quotas), less room for headers. */
const MOST_BYTES = 6_291_456 - 65_536;

/** The most bytes that a character takes in the JSON text of a response. */
const MOST_BYTES_OF_A_CHARACTER = 3;

/** A body as a function returns it to Lambda. */
interface EncodedBody {
  readonly body: string;
  readonly isBase64Encoded?: true;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Documents the 406 of {@link encodeResponse}. */
export const TOO_LARGE_RESPONSE = errorDoc(
  'The response is too large to send uncompressed: retry with `Accept-Encoding: gzip`.',
  'TooLargeAsItIs',
);

/**
 * Encodes a body for Lambda. Lambda receives it as a JSON string, which adds a byte for each quote and
 * backslash. A body that exceeds the quota in this form is compressed with gzip.
 *
 * @param acceptEncoding the `Accept-Encoding` header (RFC 9110, section 12.5.3)
 * @throws HttpError 406 when compression is needed and the caller does not accept gzip
 */
export function encodeResponse(text: string, acceptEncoding: string | undefined): EncodedBody {
  const fits =
    text.length * MOST_BYTES_OF_A_CHARACTER <= MOST_BYTES ||
    Buffer.byteLength(JSON.stringify(text)) <= MOST_BYTES;
  if (fits) return { body: text };
  if (!takesGzip(acceptEncoding)) {
    throw new HttpError(
      406,
      'the response is too large to send uncompressed: retry with Accept-Encoding: gzip',
    );
  }
  return {
    body: gzipSync(text).toString('base64'),
    isBase64Encoded: true,
    headers: { 'content-encoding': 'gzip', vary: 'Accept-Encoding' },
  };
}

const takesGzip = (acceptEncoding = ''): boolean =>
  acceptEncoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.replaceAll(/\s/g, ''))
    .some((coding) => /^(gzip|\*)(;q=(?!0(\.0*)?$).*)?$/.test(coding));
