import { z } from 'zod';
import type { FauxqsStores } from '../queues/fauxqs-stores.ts';

/** What fauxqs keeps objects with. */
export type Persistence = NonNullable<FauxqsStores['s3Store']['persistence']>;

/** An object as fauxqs has it. */
export type StoredObject = Parameters<Persistence['upsertObject']>[1];

const text = z.string();

/** All there is to know of an object but its body; fields that are not known here are kept. */
const ObjectRecord = z.looseObject({
  key: text,
  /** Where its body is, in its bucket's folder. */
  path: text,
  contentType: text,
  contentLength: z.int().nonnegative(),
  etag: text,
  lastModified: z.coerce.date(),
  metadata: z.record(text, text),
});
type ObjectRecord = z.output<typeof ObjectRecord>;

/** An object's record as text. */
export const recordText = ({ body: _, ...known }: StoredObject, path: string): string =>
  JSON.stringify({ ...known, path });

/** The record in a text; undefined when it holds none, because its writer was cut short say. */
export const readRecord = (record: string): ObjectRecord | undefined => {
  try {
    return ObjectRecord.safeParse(JSON.parse(record)).data;
  } catch {
    return undefined;
  }
};

/** The object of a record. */
export const objectOf = ({ path: _, ...known }: ObjectRecord, body: Buffer): StoredObject => ({
  ...known,
  body,
});
