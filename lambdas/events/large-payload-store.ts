import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import type { BlobStore } from '../platform/aws/blob-store.s3.ts';
import { ConflictError } from '../platform/errors.ts';
import {
  type DataRef,
  type Event,
  jsonBytes,
  MAX_INLINE_BYTES,
  type StoredEvent,
} from './event.ts';

/** The key prefix of events' data. No other objects in the bucket use it. */
export const EVENTS = 'events/';

/** Why an event's data is missing. */
export type Missing =
  | {
      /** The data has expired; it is retained only as long as events. */
      readonly kind: 'expired';
    }
  | {
      /** The data was written to a bucket that this stage does not use. */
      readonly kind: 'unavailable';
      readonly bucket: string;
    };

/** An event's data as JSON text, or why it is missing. */
export type ReadData = { readonly kind: 'found'; readonly data: string } | Missing;

/** The result of processing an event's data, or why the data is missing. */
export type WithData<Result> = { readonly kind: 'with_data'; readonly result: Result } | Missing;

/** Returns the error message for event data in another bucket, with the setting that fixes it. */
export const unavailableMessage = (bucket: string): string =>
  `the data of the event is in the bucket ${bucket}, which is not connected to this stage: deploy the stage with the setting existingLargeEventsBucketName=${bucket}`;

/** The error for event data in a bucket that is not connected to this stage. */
export const dataUnavailable = (bucket: string): ConflictError =>
  new ConflictError(unavailableMessage(bucket), { error: 'data_unavailable' });

/** Whether an event is recorded and sent without its data. */
export const isLarge = (event: Event): boolean => jsonBytes(event) > MAX_INLINE_BYTES;

/** Stores the data of large events in a separate bucket (claim check pattern). */
export class LargePayloadStore {
  readonly #objects: BlobStore;
  readonly #oneAtATime = pLimit(1);

  constructor(objects: BlobStore) {
    this.#objects = objects;
  }

  /**
   * Returns the event to record and send. Writes a large event's data to the bucket first. If the
   * event is then not recorded, the object expires like all others.
   *
   * @param now the time at which the event is accepted
   */
  async keep(event: Event, now: Date): Promise<StoredEvent> {
    if (!isLarge(event)) return event;
    const { data, ...facts } = event;
    const data_ref = { bucket: this.#objects.bucket, ...createRef(event, now) };
    await this.#objects.put(data_ref.key, data);
    return { ...facts, data_ref };
  }

  /**
   * Reads an event's data, always from the stage's bucket, even if it was written to another one.
   */
  async read(event: StoredEvent): Promise<ReadData> {
    if (!('data_ref' in event)) return { kind: 'found', data: event.data };
    const { key, bytes } = event.data_ref;
    const blob = await this.#objects.read(key, bytes);
    if (blob.kind === 'gone') return this.#missing(event.data_ref);
    if (blob.kind === 'archived') throw new Error(`the data of event ${event.id} is archived`);
    if (blob.kind !== 'read' || !key.endsWith(sha256(blob.bytes))) {
      throw new Error(`the data of event ${event.id} does not match its record`);
    }
    return { kind: 'found', data: blob.bytes.toString() };
  }

  /**
   * Reads an event's data and passes it to `use`. Processes one large event at a time, because
   * filters and key templates may need 100 times the memory of 5 MB of data.
   */
  withData<Result>(
    event: StoredEvent,
    use: (data: string) => Result | Promise<Result>,
  ): Promise<WithData<Result>> {
    const load = async (): Promise<WithData<Result>> => {
      const data = await this.read(event);
      return data.kind === 'found' ? { kind: 'with_data', result: await use(data.data) } : data;
    };
    return 'data_ref' in event ? this.#oneAtATime(load) : load();
  }

  /**
   * Deletes a deleted event's data from the stage's bucket.
   *
   * @returns in `leftIn`, the other bucket that may still hold the data, if it was written to
   *   another
   */
  async erase(ref: DataRef): Promise<{ readonly leftIn: string | undefined }> {
    await this.#objects.delete(ref.key);
    return { leftIn: this.#otherBucket(ref) };
  }

  #missing(ref: DataRef): Missing {
    const bucket = this.#otherBucket(ref);
    return bucket === undefined ? { kind: 'expired' } : { kind: 'unavailable', bucket };
  }

  #otherBucket({ bucket }: DataRef): string | undefined {
    return bucket === this.#objects.bucket ? undefined : bucket;
  }
}

/**
 * The key identifies the owner, the time and the content. Publishing an event again, with the same
 * or other data, therefore never changes the data of the recorded event, and erasing an event never
 * deletes the data of its successor.
 */
function createRef({ tenant_id, id, data }: Event, now: Date): Omit<DataRef, 'bucket'> {
  const owner = sha256(JSON.stringify([tenant_id, id]));
  const key = `${EVENTS}${owner}/${now.getTime()}-${sha256(data)}`;
  return { key, bytes: Buffer.byteLength(data) };
}

const sha256 = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('hex');
