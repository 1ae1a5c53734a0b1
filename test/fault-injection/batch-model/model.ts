import { append, type Chunk } from '../../../lambdas/batches/append.ts';
import { batchContents } from '../../../lambdas/batches/batch-contents.ts';
import { type CloseDeps, closeBatch } from '../../../lambdas/batches/close-batch.ts';
import { findBatch } from '../../../lambdas/batches/find-batch.ts';
import { settleObject } from '../../../lambdas/batches/settle-object.ts';
import { batchId } from '../../../lambdas/events/batch-id.ts';
import type { BatchRef } from '../../../lambdas/events/delivery-message.ts';
import { FakeBucket } from './fake-bucket.ts';
import { FakeEvents, type Referral } from './fake-events.ts';
import { FakeLog } from './fake-log.ts';
import { FakeQueue } from './fake-queue.ts';
import { FakeSettled } from './fake-settled.ts';
import type { Mutant, Ports } from './ports.ts';
import { type Process, World } from './world.ts';

/** The longest run of the collector, in milliseconds: its timeout on AWS. */
const MAX_RUN_MS = 30_000;

const STARTS_AT = Date.parse('2026-11-29T12:00:00.000Z');
const MAX_STEPS = 20_000;

/** One attempt on its way to the deliverer. */
interface Delivery {
  readonly batch: BatchRef;
  readonly attempt: number;
}

/** How often the store refuses an object. */
const REFUSED = 0.1;

/** Until the next attempt. */
const RETRY_SECONDS = 30;

/** How often, when a process starts, the config of the destination changes or an event is erased. */
const CHANGED = 0.05;
const ERASED = 0.01;

/** What a run of the model came to. */
export interface Outcome {
  readonly events: number;
  readonly objects: number;
  /** Events that were erased. */
  readonly erased: number;
  readonly lost: number;
  readonly doubled: number;
  /** Objects that were written again with other events. */
  readonly changed: number;
  readonly crashes: number;
  readonly kills: number;
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
  readonly #deliveries: FakeQueue<Delivery>;
  readonly #settled = new FakeSettled();
  readonly #events: FakeEvents;
  /** Whether each recorded attempt has succeeded. */
  readonly #attempts = new Map<string, boolean>();
  readonly #bucket: FakeBucket;
  readonly #limits: Chunk['limits'];
  /** The config of the destination: another one gives another key. */
  #config = 0;
  #unpublished: number;

  constructor(random: () => number, mutant: Mutant) {
    this.#world = new World(random, STARTS_AT, MAX_RUN_MS);
    this.#mutant = mutant;
    this.#log = new FakeLog(this.#world);
    this.#events = new FakeEvents(this.#world);
    this.#referrals = new FakeQueue(this.#world);
    this.#deliveries = new FakeQueue(this.#world);
    this.#unpublished = 3 + this.#world.whole(12);
    this.#bucket = new FakeBucket(this.#world.chance(0.5));
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
    const { objects, changed } = this.#bucket;
    const written = objects.flat();
    const counts = Map.groupBy(written, (name) => name);
    const { crashes, kills } = this.#world;
    return {
      events: this.#events.names.length,
      objects: objects.length,
      erased: this.#events.erased.size,
      lost: this.#events.names.filter((name) => !counts.has(name)).length,
      doubled: [...counts.values()].filter(({ length }) => length > 1).length,
      changed,
      crashes,
      kills,
    };
  }

  /** Starts some process that has something to do. */
  #begin(): void {
    const choice = this.#world.random();
    if (this.#world.chance(CHANGED)) this.#config += 1;
    if (this.#world.chance(ERASED)) this.#events.erase();
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
    const isNew =
      this.#unpublished > 0 && (this.#events.ids.length === 0 || this.#world.chance(0.8));
    if (!isNew && (this.#unpublished === 0 || this.#events.ids.length === 0)) return;
    const name = (isNew ? this.#unanswered : this.#world.pick(this.#events.ids)) ?? '';
    this.#world.start(async (process) => {
      // An erased event is recorded again only by a publisher that repeats it until it is answered for.
      const record = () =>
        name === this.#unanswered ? this.#events.record(name) : this.#events.find(name);
      const referral = await this.#world.call(process, record);
      if (!referral) return;
      await this.#world.call(process, () => this.#referrals.send(referral));
      const current = this.#events.find(name) ?? referral;
      if (name === this.#unanswered && current === referral) this.#unpublished -= 1;
    });
  }

  /** The new event that is published until it is answered for. */
  get #unanswered(): string {
    return `evt_${this.#unpublished}`;
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
          { ...ports, now: this.#now, backOff: async () => {} },
          chunk,
          process.abort.signal,
        );
      }
      await this.#world.call(process, acknowledge);
    });
  }

  #deliver(): void {
    const { bodies, acknowledge } = this.#deliveries.receive(1);
    const [delivery] = bodies;
    if (!delivery) return;
    this.#world.start(async (process) => {
      await this.#attempt(process, delivery);
      await this.#world.call(process, acknowledge);
    });
  }

  async #attempt(process: Process, { batch, attempt }: Delivery): Promise<void> {
    const deps = { ...this.#portsOf(process), now: this.#now };
    const found = await findBatch(deps, batch);
    if (found.kind === 'early') {
      const again = () =>
        this.#deliveries.send({ batch: found.batch, attempt }, found.delaySeconds);
      await this.#world.call(process, again);
    }
    if (found.kind !== 'due') return;
    const id = batchId(batch.log, batch.first, found.firstSlot.batch.openedAt);
    const name = `${id}#${attempt}`;
    const isRecorded = await this.#world.call(process, () => this.#attempts.has(name));
    if (!isRecorded) {
      const isWritten = await this.#write(process, deps, batch, id);
      const record = () => this.#attempts.has(name) || this.#attempts.set(name, isWritten);
      await this.#world.call(process, record);
    }
    await this.#world.call(process, () => {
      if (this.#attempts.get(name)) return;
      this.#deliveries.send({ batch, attempt: attempt + 1 }, RETRY_SECONDS);
    });
  }

  /** Returns whether the store has taken the batch. */
  async #write(process: Process, deps: CloseDeps & Ports, batch: BatchRef, id: string) {
    const slots = await closeBatch(deps, batch);
    const events = await batchContents(deps.slots, batch.log, slots);
    const names = await this.#world.call(process, () => this.#events.kept(events));
    if (names.length === 0) return true;
    const chosen = { key: `${id}/${this.#config}/${names.length}` };
    const { key = '' } = await settleObject(deps.settled, { ...batch, place: 'bucket' }, chosen);
    if (this.#world.chance(REFUSED)) return false;
    await this.#world.call(process, () => this.#bucket.put(key, names, this.#events.erased));
    return true;
  }

  readonly #now = () => new Date(this.#world.now);

  #portsOf(process: Process): Ports {
    const call = <Answer>(effect: () => Answer) => this.#world.call(process, effect);
    const queueDelivery: Ports['queueDelivery'] = (batch, delaySeconds) =>
      call(() => this.#deliveries.send({ batch, attempt: 1 }, delaySeconds));
    const { isPutConditional, wrap = (ports: Ports) => ports } = this.#mutant;
    const slots = this.#log.through(call, isPutConditional);
    return wrap({ slots, settled: this.#settled.through(call), queueDelivery });
  }
}

const OWNER = { tenantKey: 'acme', destinationKey: 'des_1' };
