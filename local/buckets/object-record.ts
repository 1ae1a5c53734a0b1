import * as z from 'zod';
import type { FauxqsStores } from '../queues/fauxqs.ts';

/** The persistence interface of fauxqs. */
export type Persistence = NonNullable<FauxqsStores['s3Store']['persistence']>;

/** An object in fauxqs's representation. */
export type StoredObject = Parameters<Persistence['upsertObject']>[1];

const text = z.string();

/** All attributes of an object except its body; unknown fields are kept. */
const ObjectRecord = z.looseObject({
  key: text,
  /** The path of the body in the bucket's folder. */
  path: text,
  contentType: text,
  contentLength: z.int().nonnegative(),
  etag: text,
  lastModified: z.coerce.date(),
  metadata: z.record(text, text),
});
type ObjectRecord = z.output<typeof ObjectRecord>;

/** Serializes an object's record. */
export const recordText = ({ body: _, ...known }: StoredObject, path: string): string =>
  JSON.stringify({ ...known, path });

/** Parses a record; undefined if it is invalid, for example after an interrupted write. */
export const readRecord = (record: string): ObjectRecord | undefined => {
  try {
    return ObjectRecord.safeParse(JSON.parse(record)).data;
  } catch {
    return undefined;
  }
};

/** Builds the object from its record and body. */
export const objectOf = ({ path: _, ...known }: ObjectRecord, body: Buffer): StoredObject => ({
  ...known,
  body,
});
