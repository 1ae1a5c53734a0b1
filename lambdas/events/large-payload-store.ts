import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import type { BlobStore } from '../platform/aws/blob-store.ts';
import { bytesOf, type DataRef, type Event, type KeptEvent, MOST_WHOLE_BYTES } from './event.ts';

/** What the keys of events' data begin with, and no others of the bucket. */
export const EVENTS = 'events/';

/** What there is in place of an event's data. */
export type Missing =
  | {
      /** Its data is kept no longer than events can be looked up. */
      readonly kind: 'expired';
    }
  | {
      /** Its data was put into a bucket that this stage does not use. */
      readonly kind: 'unavailable';
      readonly bucket: string;
    };

/** An event's data, as JSON text, or why there is none. */
export type Found = { readonly kind: 'found'; readonly data: string } | Missing;

/** What was made of an event's data, or why nothing was. */
export type Lent<Result> = { readonly kind: 'lent'; readonly result: Result } | Missing;

/** What is wrong, and the setting that corrects it, when an event's data is in another bucket. */
export const unavailableIn = (bucket: string): string =>
  `the data of the event is in the bucket ${bucket}, which is not connected to this stage: deploy the stage with the setting largeEventsBucket=${bucket}`;

/** Whether an event goes on record and on its way without its data. */
export const isLarge = (event: Event): boolean => bytesOf(event) > MOST_WHOLE_BYTES;

/** The data of events: that of large ones lies in a bucket of its own, the claim check pattern. */
export class LargePayloadStore {
  readonly #objects: BlobStore;
  readonly #inTurn = pLimit(1);

  constructor(objects: BlobStore) {
    this.#objects = objects;
  }

  /**
   * The event as it is to be recorded and sent: a large one's data is put into the bucket first. An
   * object that is then not recorded expires with the others.
   *
   * @param now when the event is accepted
   */
  async keep(event: Event, now: Date): Promise<KeptEvent> {
    if (!isLarge(event)) return event;
    const { data, ...facts } = event;
    const data_ref = { bucket: this.#objects.bucket, ...refOf(event, now) };
    await this.#objects.put(data_ref.key, data);
    return { ...facts, data_ref };
  }

  /** An event's data. It is read from the stage's bucket alone, also when it was put into another. */
  async of(event: KeptEvent): Promise<Found> {
    if (!('data_ref' in event)) return { kind: 'found', data: event.data };
    const { key, bytes } = event.data_ref;
    const found = await this.#objects.read(key, bytes);
    if (found.kind === 'gone') return this.#missing(event.data_ref);
    if (found.kind === 'too-large' || !key.endsWith(sha256(found.bytes))) {
      throw new Error(`the data of event ${event.id} is not what is on record`);
    }
    return { kind: 'found', data: found.bytes.toString() };
  }

  /**
   * Hands an event's data to `use`. Large ones have their turn one after the other: what filters and
   * key templates make of 5 MB may take 100 times as much memory.
   */
  lend<Result>(
    event: KeptEvent,
    use: (data: string) => Result | Promise<Result>,
  ): Promise<Lent<Result>> {
    const lent = async (): Promise<Lent<Result>> => {
      const found = await this.of(event);
      return found.kind === 'found' ? { kind: 'lent', result: await use(found.data) } : found;
    };
    return 'data_ref' in event ? this.#inTurn(lent) : lent();
  }

  /**
   * Deletes the data of an event that is deleted, from the stage's bucket.
   *
   * @returns the bucket that may still hold it, when it was put into another
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
 * The key says whose data it is, since when, and what: publishing an event again, with other data or
 * the same, never changes what is on record of the first; nor does erasing one take from its successor.
 */
function refOf({ tenant_id, id, data }: Event, now: Date): Omit<DataRef, 'bucket'> {
  const owner = sha256(JSON.stringify([tenant_id, id]));
  const key = `${EVENTS}${owner}/${now.getTime()}-${sha256(data)}`;
  return { key, bytes: Buffer.byteLength(data) };
}

const sha256 = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('hex');
