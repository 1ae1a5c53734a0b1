import { createHash } from 'node:crypto';
import pLimit from 'p-limit';
import type { Objects } from '../runtime/objects.ts';
import { bytesOf, type DataRef, type Event, type KeptEvent, MOST_WHOLE_BYTES } from './event.ts';

/** What the keys of events' data begin with, and no others of the bucket. */
export const EVENTS = 'events/';

/** Whether an event goes on record and on its way without its data. */
export const isLarge = (event: Event): boolean => bytesOf(event) > MOST_WHOLE_BYTES;

/** The data of events: that of large ones lies in a bucket of its own, the claim check pattern. */
export class EventData {
  readonly #objects: Objects;
  readonly #inTurn = pLimit(1);

  constructor(objects: Objects) {
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
    const data_ref = refOf(event, now);
    await this.#objects.put(data_ref.key, data);
    return { ...facts, data_ref };
  }

  /** An event's data as JSON text; undefined when it has expired. */
  async of(event: KeptEvent): Promise<string | undefined> {
    if (!('data_ref' in event)) return event.data;
    const { key, bytes } = event.data_ref;
    const found = await this.#objects.read(key, bytes);
    if (found.kind === 'gone') return undefined;
    if (found.kind === 'too-large' || !key.endsWith(sha256(found.bytes))) {
      throw new Error(`the data of event ${event.id} is not what is on record`);
    }
    return found.bytes.toString();
  }

  /**
   * Hands an event's data to `use`; undefined when it has expired. Large ones have their turn one
   * after the other: what filters and key templates make of 5 MB may take 100 times as much memory.
   */
  lend<Result>(event: KeptEvent, use: (data: string) => Result): Promise<Result | undefined> {
    const lent = async () => {
      const data = await this.of(event);
      return data === undefined ? undefined : use(data);
    };
    return 'data_ref' in event ? this.#inTurn(lent) : lent();
  }

  /** Deletes the data of an event that is deleted. */
  erase({ key }: DataRef): Promise<void> {
    return this.#objects.delete(key);
  }
}

/**
 * The key says whose data it is, since when, and what: publishing an event again, with other data or
 * the same, never changes what is on record of the first; nor does erasing one take from its successor.
 */
function refOf({ tenant_id, id, data }: Event, now: Date): DataRef {
  const owner = sha256(JSON.stringify([tenant_id, id]));
  const key = `${EVENTS}${owner}/${now.getTime()}-${sha256(data)}`;
  return { key, bytes: Buffer.byteLength(data) };
}

const sha256 = (content: string | Buffer): string =>
  createHash('sha256').update(content).digest('hex');
