import { eventAt, numberIn } from './plan.ts';

/** The objects of one event in a bucket. */
interface Entry {
  readonly keys: Set<string>;
  puts: number;
}

/** Records the contents of the buckets. Bodies are compared on arrival and not kept. */
export class StoredObjects {
  readonly #buckets = new Map<string, Map<string, Entry>>();
  /** Objects that should never have been stored. */
  readonly violations: string[] = [];
  puts = 0;
  objects = 0;

  enter(bucket: string, key: string, eventId: string, body: Buffer): void {
    this.puts += 1;
    const number = numberIn(eventId);
    if (number === undefined) this.violations.push(`${bucket}/${key} is of no event: ${eventId}`);
    else if (body.toString() !== eventAt(number).data)
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
