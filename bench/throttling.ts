/**
 * Compares the adaptive concurrency limit of a batch with no limit, at a store that answers SlowDown to
 * more than a few concurrent writes: how long a burst of deliveries takes, how many writes the store
 * rejects, each of which is a failed attempt, and how many deliveries use up their retries. Run: npm
 * run bench:throttling -- [concurrent writes] [function instances] [deliveries]
 *
 * It runs the scheduler of a batch on a queue and a store in memory, because the local stack's own
 * work would limit the concurrency. Writes take 200 ms; retries and deferrals wait a tenth of what
 * they wait in a stage.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { SQSRecord } from 'aws-lambda';
import { AdaptiveLimit } from '../lambdas/platform/sqs/adaptive-concurrency.ts';
import { BatchThrottle, groupOf } from '../lambdas/platform/sqs/batch-throttle.ts';
import { runFair } from '../lambdas/platform/sqs/fair-scheduler.ts';
import { MAX_AT_ONCE } from '../lambdas/platform/sqs/sqs-handler.ts';
import { aRecord } from '../test/support/lambda.ts';

const [MAX_WRITES = 4, INSTANCES = 3, DELIVERIES = 200] = process.argv.slice(2).map(Number);
const ROUNDS = 5;
const WRITE_MS = 200;
/** The store rejects a write without executing it. */
const REJECTION_MS = 5;
/** Fewer retries than a stage has, to show how many a burst takes. */
const RETRY_INTERVALS_MS = [3_000, 6_000, 12_000];
/** A deferred delivery returns after a random time. */
const MAX_DEFERRAL_MS = 1_500;
/** The remaining time of a run: more than it takes. */
const TIMEOUT_MS = 30_000;

interface Delivery {
  readonly id: string;
  readonly retries: number;
  readonly due: number;
}

/** The figures of a burst. */
interface Figures {
  readonly seconds: number;
  readonly rejected: number;
  readonly exhausted: number;
}

/** No limit except that of the batch. */
class FixedLimit extends AdaptiveLimit {
  override decrease(): void {}
}

/** Delivers a burst to one destination. */
class Burst {
  readonly #limits: () => AdaptiveLimit;
  readonly #taken = new Map<string, Delivery>();
  #queue: Delivery[] = Array.from({ length: DELIVERIES }, (_, n) => ({
    id: String(n),
    retries: 0,
    due: 0,
  }));
  #writing = 0;
  #stored = 0;
  #rejected = 0;
  #exhausted = 0;

  constructor(limits: () => AdaptiveLimit) {
    this.#limits = limits;
  }

  async run(): Promise<Figures> {
    const begun = performance.now();
    await Promise.all(Array.from({ length: INSTANCES }, () => this.#instance()));
    const seconds = (performance.now() - begun) / 1_000;
    return { seconds, rejected: this.#rejected, exhausted: this.#exhausted };
  }

  /** An instance of the function, with a limit of its own. */
  async #instance(): Promise<void> {
    const defer = async ({ messageId }: SQSRecord) =>
      this.#send(this.#take(messageId), MAX_DEFERRAL_MS * Math.random());
    const throttling = { limits: this.#limits(), defer };
    while (this.#stored + this.#exhausted < DELIVERIES) {
      const items = this.#receive();
      if (items.length > 0)
        await this.#deliver(items, new BatchThrottle(throttling, () => TIMEOUT_MS));
      else await sleep(10);
    }
  }

  #deliver(items: readonly SQSRecord[], throttle: BatchThrottle): Promise<void> {
    const work = async (record: SQSRecord) => {
      if (throttle.isDeferred(record)) return throttle.defer(record);
      const isStored = await this.#write();
      if (!isStored) this.#retry(this.#take(record.messageId));
      throttle.onSignal(record, isStored ? 'succeeded' : 'overloaded');
    };
    return runFair({ items, groupOf, limitOf: throttle.limitOf, work }, MAX_AT_ONCE);
  }

  #receive(): SQSRecord[] {
    const now = performance.now();
    const batch = this.#queue.filter(({ due }) => due <= now).slice(0, MAX_AT_ONCE);
    this.#queue = this.#queue.filter((delivery) => !batch.includes(delivery));
    for (const delivery of batch) this.#taken.set(delivery.id, delivery);
    return batch.map(({ id }) => {
      const record = aRecord({ messageId: id });
      return { ...record, attributes: { ...record.attributes, MessageGroupId: 'destination' } };
    });
  }

  #take(id: string): Delivery {
    return this.#taken.get(id) ?? { id, retries: 0, due: 0 };
  }

  #send(delivery: Delivery, delayMs: number): void {
    this.#queue.push({ ...delivery, due: performance.now() + delayMs });
  }

  async #write(): Promise<boolean> {
    if (this.#writing >= MAX_WRITES) {
      this.#rejected += 1;
      await sleep(REJECTION_MS);
      return false;
    }
    this.#writing += 1;
    await sleep(WRITE_MS);
    this.#writing -= 1;
    this.#stored += 1;
    return true;
  }

  /** A retry waits between half and all of its interval. */
  #retry(delivery: Delivery): void {
    const interval = RETRY_INTERVALS_MS[delivery.retries];
    if (interval === undefined) this.#exhausted += 1;
    else {
      const retries = delivery.retries + 1;
      this.#send({ ...delivery, retries }, interval * (0.5 + Math.random() / 2));
    }
  }
}

const medianOf = (figures: readonly Figures[], name: keyof Figures): number =>
  figures.map((one) => one[name]).toSorted((a, b) => a - b)[Math.floor(figures.length / 2)] ?? 0;

const show = (name: string, figures: readonly Figures[]): void =>
  console.log(
    `${name}: ${medianOf(figures, 'seconds').toFixed(1)} s, ${medianOf(figures, 'rejected')} writes rejected, ${medianOf(figures, 'exhausted')} deliveries without retries left`,
  );

const adaptive: Figures[] = [];
const fixed: Figures[] = [];
for (let round = 0; round < ROUNDS; round += 1) {
  adaptive.push(await new Burst(() => new AdaptiveLimit(MAX_AT_ONCE)).run());
  fixed.push(await new Burst(() => new FixedLimit(MAX_AT_ONCE)).run());
}
console.log(`${DELIVERIES} deliveries, medians of ${ROUNDS} interleaved runs`);
console.log(`the store alone: ${((DELIVERIES / MAX_WRITES) * (WRITE_MS / 1_000)).toFixed(1)} s`);
show('adaptive limit', adaptive);
show('no limit', fixed);
