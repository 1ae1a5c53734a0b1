import { HttpFault } from './http-fault.ts';

/** What one record may come to: many of them are read at once. */
const MOST_BYTES = 32_768;

/** @throws HttpFault 413 for a record, called `name`, that is too large to store */
export function checkSize(name: string, record: object): void {
  const bytes = Buffer.byteLength(JSON.stringify(record));
  if (bytes > MOST_BYTES) {
    throw new HttpFault(413, `${name} is ${bytes} bytes; the limit is ${MOST_BYTES} bytes`);
  }
}
