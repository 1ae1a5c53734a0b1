import { gzipSync } from 'node:zlib';
import { encodeJson, JsonText } from '../json/json.ts';
import { HttpError } from './http-error.ts';
import { errorDoc } from './operation.ts';
import type { Rows } from './pagination.ts';

/** Lambda's response payload quota (Lambda quotas), less room for headers. */
const MAX_RESPONSE_BYTES = 6_291_456 - 65_536;

/** The most bytes that a character takes in the JSON text of a response. */
const MAX_BYTES_OF_A_CHARACTER = 3;

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
    text.length * MAX_BYTES_OF_A_CHARACTER <= MAX_RESPONSE_BYTES ||
    Buffer.byteLength(JSON.stringify(text)) <= MAX_RESPONSE_BYTES;
  if (fits) return { body: text };
  if (!acceptsGzip(acceptEncoding)) {
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

const acceptsGzip = (acceptEncoding = ''): boolean =>
  acceptEncoding
    .toLowerCase()
    .split(',')
    .map((coding) => coding.replaceAll(/\s/g, ''))
    .some((coding) => /^(gzip|\*)(;q=(?!0(\.0*)?$).*)?$/.test(coding));

/**
 * The most bytes of models on a page. A function returns at most 6 MB (Lambda quotas), so a page of
 * large models ends early. A model that exceeds this limit alone is the only one on its page.
 */
const MAX_PAGE_BYTES = 4_000_000;

/** Rows whose models are read together. Small groups avoid reading models that do not fit the page. */
const READ_AT_ONCE = 25;

/** A model of a list: its position and its body. */
interface Shown {
  readonly position: string;
  /**
   * Called only until the response is full, because it may read a large object. Returns undefined if the
   * model no longer exists.
   */
  body(): unknown;
}

/**
 * Takes models of `rows`, as JSON text, while they fit a response.
 *
 * @param show reads the models of some rows, in their order, and omits those that are gone
 */
export async function takeWhileFits<Row>(
  { rows, more, readTo }: Rows<Row>,
  show: (rows: readonly Row[]) => Promise<readonly Shown[]>,
): Promise<Rows<{ readonly position: string; readonly body: JsonText }>> {
  const fit: { position: string; body: JsonText }[] = [];
  let bytes = 0;
  for (let start = 0; start < rows.length; start += READ_AT_ONCE) {
    for (const { position, body } of await show(rows.slice(start, start + READ_AT_ONCE))) {
      const shown = await body();
      if (shown === undefined) continue;
      const text = encodeJson(shown);
      bytes += Buffer.byteLength(text);
      if (bytes > MAX_PAGE_BYTES && fit.length > 0) return { rows: fit, more: true };
      fit.push({ position, body: new JsonText(text) });
    }
  }
  return { rows: fit, more, readTo };
}

/** Takes `values`, at most `max`, as JSON text while they fit a response. `all` is false if some did not. */
export function takeTextsWhileFit(
  values: Iterable<unknown>,
  max: number,
): { readonly texts: readonly JsonText[]; readonly all: boolean } {
  const texts: JsonText[] = [];
  let bytes = 0;
  for (const value of values) {
    const text = encodeJson(value);
    bytes += Buffer.byteLength(text) + 1;
    if (bytes > MAX_PAGE_BYTES || texts.length === max) return { texts, all: false };
    texts.push(new JsonText(text));
  }
  return { texts, all: true };
}
