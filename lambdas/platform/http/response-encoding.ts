import { gzipSync } from 'node:zlib';
import { errorDoc } from './error-body.ts';
import { HttpError } from './http-error.ts';

/** As much as Lambda takes of an answer (Lambda quotas), less its headers. */
const MOST_BYTES = 6_291_456 - 65_536;

/** The bytes that a character takes at most within the JSON text of an answer. */
const MOST_BYTES_OF_A_CHARACTER = 3;

/** How the text of a body goes to Lambda. */
interface Carried {
  readonly body: string;
  readonly isBase64Encoded?: true;
  readonly headers?: Readonly<Record<string, string>>;
}

/** That an answer does not fit, for the document. */
export const UNFIT = errorDoc(
  'The answer is too large to be sent as it is: ask for it with `Accept-Encoding: gzip`.',
  'TooLargeAsItIs',
);

/**
 * The text of a body as Lambda takes it. It goes as a text of JSON, which makes it longer by a byte for
 * each of its quotes and backslashes; one that does not fit so is compressed.
 *
 * @param acceptEncoding the header of that name (RFC 9110, section 12.5.3)
 * @throws HttpFault 406 when it may not be compressed
 */
export function encodeResponse(text: string, acceptEncoding: string | undefined): Carried {
  const fits =
    text.length * MOST_BYTES_OF_A_CHARACTER <= MOST_BYTES ||
    Buffer.byteLength(JSON.stringify(text)) <= MOST_BYTES;
  if (fits) return { body: text };
  if (!takesGzip(acceptEncoding)) {
    throw new HttpError(
      406,
      'the answer is too large to be sent as it is: ask for it with Accept-Encoding: gzip',
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
