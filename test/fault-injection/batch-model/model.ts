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

/** The outcome of an attempt. */
interface Written {
  readonly isRetried: boolean;
  /** The events that it gives up. */
  readonly failed: readonly string[];
}

/** How often the store refuses an object, and how often its answer is lost. */
const REFUSED = 0.1;
const ANSWER_IS_LOST = 0.15;

/** Until the next attempt. */
const RETRY_SECONDS = 30;

/** How often, when a process starts, the config of the destination changes, or an event ends. */
const CHANGED = 0.05;
const ERASED = 0.01;
const EXPIRED = 0.005;

/** How often an event expires before the next attempt: retries may be days apart. */
const EXPIRED_SINCE = 0.3;

/** What a run of the model came to. */
export interface Outcome {
  readonly events: number;
  readonly objects: number;
  /** Events that were erased. */
  readonly erased: number;
  /** Events that have expired. */
  readonly expired: number;
  /** Events that are recorded as failed, because others of their batch have expired. */
  readonly failed: number;
  /** Events that are neither in an object nor recorded as failed. */
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
  /** The outcome of each recorded attempt. */
  readonly #attempts = new Map<string, Written>();
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
    const failed = new Set([...this.#attempts.values()].flatMap((attempt) => attempt.failed));
    const { crashes, kills } = this.#world;
    return {
      events: this.#events.names.length,
      objects: objects.length,
      erased: this.#events.erased.size,
      expired: this.#events.expired.size,
      failed: failed.size,
      lost: this.#events.names.filter((name) => !counts.has(name) && !failed.has(name)).length,
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
    if (this.#world.chance(EXPIRED)) this.#events.expire();
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
      const written = await this.#write(process, deps, batch, id);
      const record = () => this.#attempts.has(name) || this.#attempts.set(name, written);
      await this.#world.call(process, record);
    }
    await this.#world.call(process, () => {
      if (!this.#attempts.get(name)?.isRetried) return;
      this.#deliveries.send({ batch, attempt: attempt + 1 }, RETRY_SECONDS);
      if (this.#world.chance(EXPIRED_SINCE)) this.#events.expire();
    });
  }

  async #write(
    process: Process,
    deps: CloseDeps & Ports,
    batch: BatchRef,
    id: string,
  ): Promise<Written> {
    const slots = await closeBatch(deps, batch);
    const refs = await batchContents(deps.slots, batch.log, slots);
    const { kept, expired } = await this.#world.call(process, () => this.#events.read(refs));
    if (kept.length === 0) return { isRetried: false, failed: [] };
    const storedAs = { key: `${id}/${this.#config}/${kept.length}` };
    const chosen = { storedAs, events: kept.length, expired };
    const object = await settleObject(deps.settled, { ...batch, place: 'bucket' }, chosen);
    if (object.mayHaveExpiredEvents && !this.#bucket.refusesToReplace)
      return { isRetried: false, failed: kept };
    if (this.#world.chance(REFUSED)) return { isRetried: true, failed: [] };
    const { key = '' } = object.storedAs;
    await this.#world.call(process, () => this.#bucket.put(key, kept, this.#events));
    return { isRetried: this.#world.chance(ANSWER_IS_LOST), failed: [] };
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
