import { hash } from 'node:crypto';
import { rowsIn } from '../support/batch-objects.ts';
import { eventAt, numberIn } from './plan.ts';

/** The objects of one event in a bucket. */
interface Entry {
  readonly keys: Set<string>;
  puts: number;
}

interface ReceivedBatch {
  readonly batchId: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** The object of a batch. */
interface WrittenBatch {
  /** Where it is, and the digest of its bytes. */
  readonly digest: string;
  readonly ids: readonly string[];
}

/** Records the contents of the buckets. Bodies are compared on arrival and not kept. */
export class StoredObjects {
  readonly #buckets = new Map<string, Map<string, Entry>>();
  /** Objects that should never have been stored. */
  readonly violations: string[] = [];
  puts = 0;
  objects = 0;

  readonly #batches = new Map<string, WrittenBatch>();
  readonly #batchKeys = new Set<string>();

  /** Records the object of an event. */
  enter(bucket: string, key: string, eventId: string, body: string): void {
    this.puts += 1;
    this.#enterEvent(bucket, key, eventId, body);
  }

  /** Records the object of a batch. If it is written again, it must be the same. */
  enterBatch(bucket: string, key: string, { batchId, metadata, body }: ReceivedBatch): void {
    this.puts += 1;
    const digest = `${bucket}/${key} ${hash('sha256', body)}`;
    const written = this.#batches.get(batchId);
    if (written && written.digest !== digest) this.violations.push(`${batchId} changed: ${digest}`);
    if (written) return;
    this.#batchKeys.add(`${bucket}/${key}`);
    const rows = rowsIn(key, body);
    const ids = rows.map((row) => String(JSON.parse(row).id));
    this.#batches.set(batchId, { digest, ids });
    if (String(new Set(ids).size) !== metadata['waybill-events'])
      this.violations.push(`${key} has ${new Set(ids).size} events in ${rows.length} rows`);
    for (const [place, row] of rows.entries()) {
      this.#enterEvent(bucket, key, ids[place] ?? '', /,"data":(.*)\}$/.exec(row)?.[1] ?? '');
    }
  }

  /** The ids of the events in the object of a batch; undefined when it was not written. */
  eventsOf(batchId: string): readonly string[] | undefined {
    return this.#batches.get(batchId)?.ids;
  }

  /** Whether a bucket has an object of a batch under a key. */
  hasBatch(bucket: string, key: string): boolean {
    return this.#batchKeys.has(`${bucket}/${key}`);
  }

  /** The number of objects of batches. */
  get batches(): number {
    return this.#batches.size;
  }

  #enterEvent(bucket: string, key: string, eventId: string, body: string): void {
    const number = numberIn(eventId);
    if (number === undefined) this.violations.push(`${bucket}/${key} is of no event: ${eventId}`);
    else if (body !== eventAt(number).data)
      this.violations.push(`${bucket}/${key} is not what was published as ${eventId}`);
    const entry = this.#entryOf(bucket, eventId);
    if (!entry.keys.has(key)) this.objects += 1;
    entry.keys.add(key);
    entry.puts += 1;
  }

  #entryOf(bucket: string, eventId: string): Entry {
    const entries = this.#buckets.get(bucket) ?? new Map<string, Entry>();
    this.#buckets.set(bucket, entries);
    const entry = entries.get(eventId) ?? { keys: new Set(), puts: 0 };
    entries.set(eventId, entry);
    return entry;
  }

  /** The keys under which a bucket contains an event. */
  keysOf(bucket: string, eventId: string): readonly string[] {
    return [...(this.#buckets.get(bucket)?.get(eventId)?.keys ?? [])];
  }

  objectsIn(bucket: string): number {
    return this.#buckets.get(bucket)?.size ?? 0;
  }
}
