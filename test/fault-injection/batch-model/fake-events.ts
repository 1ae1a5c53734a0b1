import type { Reference } from '../../../lambdas/batches/next-slot.ts';
import type { EventRef } from '../../../lambdas/batches/slot.ts';
import type { World } from './world.ts';

/** One reference on its way to the collector. */
export interface Referral {
  readonly partition: string;
  readonly reference: Reference;
}

const PARTITIONS = ['date=2026-11-29/', 'date=2026-11-28/'];

/** Accepted events: those in the event store. */
export class FakeEvents {
  readonly #world: World;
  readonly #events = new Map<string, Referral>();
  /** The names of events that were erased, and of those that have expired. */
  readonly erased = new Set<string>();
  readonly expired = new Set<string>();

  constructor(world: World) {
    this.#world = world;
  }

  get ids(): readonly string[] {
    return [...this.#events.keys()];
  }

  get names(): readonly string[] {
    return [...this.#events.values()].map(({ reference }) => nameOf(reference));
  }

  /** Finds the record of an event, unless it was erased or has expired. */
  find(id: string): Referral | undefined {
    return this.#events.get(id);
  }

  /** Records an event, or finds its record. */
  record(id: string): Referral {
    const recorded = this.find(id);
    if (recorded) return recorded;
    const acceptedAt = new Date(this.#world.now).toISOString();
    const reference = { id, acceptedAt, bytes: 100 + this.#world.whole(400) };
    const referral = { partition: this.#world.pick(PARTITIONS) ?? '', reference };
    this.#events.set(id, referral);
    return referral;
  }

  /** Erases some event, if there is one. */
  erase(): void {
    this.#remove(this.#world.pick([...this.#events.values()]), this.erased);
  }

  /** Lets the oldest event expire, if there is one. */
  expire(): void {
    this.#remove(this.#events.values().next().value, this.expired);
  }

  #remove(event: Referral | undefined, removed: Set<string>): void {
    if (!event) return;
    this.#events.delete(event.reference.id);
    removed.add(nameOf(event.reference));
  }

  /** Returns the names of those that are kept, and the number of those that have expired. */
  read(refs: readonly EventRef[]): { readonly kept: string[]; readonly expired: number } {
    const kept = refs
      .filter(({ id, acceptedAt }) => this.#events.get(id)?.reference.acceptedAt === acceptedAt)
      .map(nameOf)
      .sort();
    return { kept, expired: refs.filter((ref) => this.expired.has(nameOf(ref))).length };
  }
}

/** An id that was erased may be that of a later event. */
const nameOf = ({ id, acceptedAt }: EventRef): string => `${id}@${acceptedAt}`;
