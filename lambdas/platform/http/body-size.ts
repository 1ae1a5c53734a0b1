import { TooLargeError } from '../errors.ts';

/** The largest size of one record, in bytes. A page reads many records at once. */
const MAX_BYTES = 32_768;

/** The largest body that describes a record to store, in bytes: several times the size of the record. */
export const MAX_BODY_BYTES = 131_072;

/**
 * The largest text of one or more events, in bytes, white space included. It equals Lambda's request
 * payload quota (Lambda quotas), and therefore the most that HTTP can carry.
 */
export const MAX_EVENT_TEXT_BYTES = 6_291_456;

/** The validation error for an oversized body, if any. Parse time grows with the size. */
export function bodySizeError(body: string, maxBytes: number): string | undefined {
  const bytes = Buffer.byteLength(body);
  return bytes > maxBytes ? `body is ${bytes} bytes; the limit is ${maxBytes} bytes` : undefined;
}

/** @throws TooLargeError when `record`, called `name` in the message, is too large to store */
export function checkSize(name: string, record: object): void {
  const bytes = Buffer.byteLength(JSON.stringify(record));
  if (bytes > MAX_BYTES) {
    throw new TooLargeError(`${name} is ${bytes} bytes; the limit is ${MAX_BYTES} bytes`);
  }
}
