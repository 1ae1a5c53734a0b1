import { HttpError } from './http-error.ts';

/** What one record may come to: many of them are read at once. */
const MOST_BYTES = 32_768;

/** What a body may come to that says what to store, and how: several times what is stored of it. */
export const MOST_BODY_BYTES = 131_072;

/**
 * What the text of an event, or of many, may come to, white space and all: as much as Lambda takes of
 * a request (Lambda quotas), and so as can come by HTTP.
 */
export const MOST_EVENT_TEXT_BYTES = 6_291_456;

/** What is wrong with the size of a body, if anything: parsing it takes time in proportion. */
export function bodySizeError(body: string, mostBytes: number): string | undefined {
  const bytes = Buffer.byteLength(body);
  return bytes > mostBytes ? `body is ${bytes} bytes; the limit is ${mostBytes} bytes` : undefined;
}

/** @throws HttpFault 413 for a record, called `name`, that is too large to store */
export function checkSize(name: string, record: object): void {
  const bytes = Buffer.byteLength(JSON.stringify(record));
  if (bytes > MOST_BYTES) {
    throw new HttpError(413, `${name} is ${bytes} bytes; the limit is ${MOST_BYTES} bytes`);
  }
}
