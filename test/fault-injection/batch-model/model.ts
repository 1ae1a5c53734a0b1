import { append, type Chunk } from '../../../lambdas/batches/append.ts';
import { contentsOf } from '../../../lambdas/batches/batch-contents.ts';
import { batchId } from '../../../lambdas/batches/batch-id.ts';
import { closeBatch } from '../../../lambdas/batches/close-batch.ts';
import { findBatch } from '../../../lambdas/batches/find-batch.ts';
import type { Reference } from '../../../lambdas/batches/next-slot.ts';
import type { SlotLog } from '../../../lambdas/batches/slot.ts';
import type { BatchRef } from '../../../lambdas/events/delivery-message.ts';
import { FakeLog } from './fake-log.ts';
import { FakeQueue } from './fake-queue.ts';
import { type Process, World } from './world.ts';

/** The longest run of the collector, in milliseconds: its timeout on AWS. */
const MAX_RUN_MS = 30_000;

const STARTS_AT = Date.parse('2026-11-29T12:00:00.000Z');
const MAX_STEPS = 20_000;
const PARTITIONS = ['date=2026-11-29/', 'date=2026-11-28/'];

/** One reference on its way to the collector. */
interface Referral {
  readonly partition: string;
  readonly reference: Reference;
}

/** An object in the bucket. */
interface Stored {
  readonly ids: readonly string[];
}

/** What a run of the model came to. */
export interface Outcome {
  readonly events: number;
  readonly objects: number;
  readonly lost: number;
  readonly doubled: number;
  /** Objects that were written again with other events. */
  readonly changed: number;
  readonly crashes: number;
  readonly kills: number;
}

/** Changes the steps of the protocol. */
export interface Mutant {
  /** Wraps what a process sees of the log and of the queue of deliveries. */
  readonly wrap?: (ports: Ports) => Ports;
  /** @default true */
  readonly isPutConditional?: boolean;
}

export interface Ports {
  readonly slots: SlotLog;
  readonly askForDelivery: (batch: BatchRef, delaySeconds: number) => Promise<void>;
}

/** Runs the steps of the implementation in one random order, until nothing is left to do. */
export async function runModel(random: () => number, mutant: Mutant = {}): Promise<Outcome> {
  const model = new Model(random, mutant);
  await model.run();
  return model.outcome();
}

class Model {
  readonly #world: World;
  readonly #mutant: Mutant;
  readonly #log: FakeLog;
  readonly #referrals: FakeQueue<Referral>;
  readonly #deliveries: FakeQueue<BatchRef>;
  /** Accepted events: those in the event store. */
  readonly #events = new Map<string, Referral>();
  readonly #attempts = new Set<string>();
  readonly #objects = new Map<string, Stored>();
  /** Whether the store refuses to replace objects, as AWS does. */
  readonly #refusesToReplace: boolean;
  readonly #limits: Chunk['limits'];
  #unpublished: number;
  #changed = 0;

  constructor(random: () => number, mutant: Mutant) {
    this.#world = new World(random, STARTS_AT, MAX_RUN_MS);
    this.#mutant = mutant;
    this.#log = new FakeLog(this.#world);
    this.#referrals = new FakeQueue(this.#world);
    this.#deliveries = new FakeQueue(this.#world);
    this.#unpublished = 3 + this.#world.whole(12);
    this.#refusesToReplace = this.#world.chance(0.5);
    this.#limits = {
      events: 1 + this.#world.whole(6),
      bytes: 300 + this.#world.whole(1_000),
      seconds: 60,
    };
  }

  async run(): Promise<void> {
    for (let step = 0; step < MAX_STEPS; step += 1) {
      if (this.#world.chance(0.3)) this.#begin();
      // The promises of all processes settle until each waits for its next call.
      await new Promise((resolve) => setImmediate(resolve));
      if (!this.#world.step() && this.#world.running === 0 && !this.#goOn()) return;
    }
    throw new Error('the model does not come to an end');
  }

  outcome(): Outcome {
    const written = [...this.#objects.values()].flatMap(({ ids }) => ids);
    const counts = Map.groupBy(written, (id) => id);
    const { crashes, kills } = this.#world;
    return {
      events: this.#events.size,
      objects: this.#objects.size,
      lost: [...this.#events.keys()].filter((id) => !counts.has(id)).length,
      doubled: [...counts.values()].filter(({ length }) => length > 1).length,
      changed: this.#changed,
      crashes,
      kills,
    };
  }

  /** Starts some process that has something to do. */
  #begin(): void {
    const choice = this.#world.random();
    if (choice < 0.3) this.#publish();
    else if (choice < 0.65) this.#collect();
    else this.#deliver();
  }

  /** Starts what can be started, or lets time pass. Returns false when nothing is left to do. */
  #goOn(): boolean {
    if (this.#unpublished > 0) {
      this.#publish();
      return true;
    }
    const times = [this.#referrals.nextAt, this.#deliveries.nextAt].filter(
      (time) => time !== undefined,
    );
    if (times.length === 0) return false;
    this.#world.now = Math.max(this.#world.now, Math.min(...times));
    this.#collect();
    this.#deliver();
    return true;
  }

  /** Publishes a new event, or one that was published before. */
  #publish(): void {
    const isNew = this.#unpublished > 0 && (this.#events.size === 0 || this.#world.chance(0.8));
    if (!isNew && (this.#unpublished === 0 || this.#events.size === 0)) return;
    const name = isNew ? `evt_${this.#unpublished}` : this.#world.pick([...this.#events.keys()]);
    this.#world.start(async (process) => {
      const referral = await this.#world.call(process, () => this.#record(name ?? ''));
      await this.#world.call(process, () => this.#referrals.send(referral));
      // Only an event that was answered for is not published again.
      if (isNew && name === `evt_${this.#unpublished}`) this.#unpublished -= 1;
    });
  }

  /** Records an event, or finds its record. */
  #record(id: string): Referral {
    const recorded = this.#events.get(id);
    if (recorded) return recorded;
    const acceptedAt = new Date(this.#world.now).toISOString();
    const reference = { id, acceptedAt, bytes: 100 + this.#world.whole(400) };
    const referral = { partition: this.#world.pick(PARTITIONS) ?? '', reference };
    this.#events.set(id, referral);
    return referral;
  }

  #collect(): void {
    const { bodies, acknowledge } = this.#referrals.receive(1 + this.#world.whole(4));
    if (bodies.length === 0) return;
    this.#world.start(async (process) => {
      const ports = this.#portsOf(process);
      const logs = Map.groupBy(bodies, ({ partition }) => partition);
      for (const [partition, referrals] of logs) {
        const references = referrals.map(({ reference }) => reference);
        const chunk = { ...OWNER, partition, limits: this.#limits, references };
        await append(
          { ...ports, now: this.#now, giveWay: async () => {} },
          chunk,
          process.abort.signal,
        );
      }
      await this.#world.call(process, acknowledge);
    });
  }

  #deliver(): void {
    const { bodies, acknowledge } = this.#deliveries.receive(1);
    const [batch] = bodies;
    if (!batch) return;
    this.#world.start(async (process) => {
      await this.#attempt(process, batch);
      await this.#world.call(process, acknowledge);
    });
  }

  async #attempt(process: Process, batch: BatchRef): Promise<void> {
    const deps = { ...this.#portsOf(process), now: this.#now };
    const found = await findBatch(deps, batch);
    if (found.kind === 'early') await deps.askForDelivery(found.batch, found.delaySeconds);
    if (found.kind !== 'due') return;
    const id = batchId(batch.log, batch.first, found.opening.batch.openedAt);
    if (await this.#world.call(process, () => this.#attempts.has(id))) return;
    const slots = await closeBatch(deps, batch);
    const events = await contentsOf(deps.slots, batch.log, slots);
    const ids = events.map((event) => event.id).sort();
    if (ids.length > 0) await this.#world.call(process, () => this.#write(id, ids));
    await this.#world.call(process, () => this.#attempts.add(id));
  }

  #write(key: string, ids: readonly string[]): void {
    const existing = this.#objects.get(key);
    if (existing && this.#refusesToReplace) return;
    if (existing && existing.ids.join() !== ids.join()) this.#changed += 1;
    this.#objects.set(key, { ids });
  }

  readonly #now = () => new Date(this.#world.now);

  #portsOf(process: Process): Ports {
    const { isPutConditional, wrap = (ports: Ports) => ports } = this.#mutant;
    const read = (log: string, consistent: boolean) =>
      this.#world.call(process, () => this.#log.read(log, consistent));
    const slots: SlotLog = {
      put: (log, slot) =>
        this.#world.call(process, () => this.#log.put(log, slot, isPutConditional)),
      last: async (log, consistent) => (await read(log, consistent)).at(-1),
      at: async (log, number, consistent) =>
        (await read(log, consistent)).find((slot) => slot.number === number),
      async *from(log, first, consistent) {
        yield* (await read(log, consistent)).filter((slot) => slot.number >= first);
      },
      async *before(log, number, consistent) {
        const all = await read(log, consistent);
        yield* all.filter((slot) => slot.number < number).reverse();
      },
    };
    const askForDelivery: Ports['askForDelivery'] = (batch, delaySeconds) =>
      this.#world.call(process, () => this.#deliveries.send(batch, delaySeconds));
    return wrap({ slots, askForDelivery });
  }
}

const OWNER = { tenantKey: 'acme', destinationKey: 'des_1' };
