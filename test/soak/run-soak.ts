import { setTimeout as sleep } from 'node:timers/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import { checkConsistency } from './check-consistency.ts';
import { LocalStackSnapshot, type QueueLength } from './local-stack-snapshot.ts';
import { Memory } from './memory.ts';
import { destinationsOf, eventAt } from './plan.ts';
import { killAtRandom } from './processes.ts';
import { Publisher } from './publisher.ts';
import { readRecorded } from './recorded.ts';
import { type Format, register } from './register.ts';
import { listed, reportOf } from './report.ts';
import { memoryOf, openSurroundings, type Surroundings } from './surroundings.ts';

/** Publishing pauses while more messages than this can be received. */
const MAX_WAITING = 3_000;
const POLL_INTERVAL_MS = 2_000;
/** Batches are collected and delivered after publishing: faults continue until then. */
const BATCH_FAULTS_MS = 150_000;
const REPORT_INTERVAL_MS = 10_000;
/** The run ends when nothing arrives for this long: probes are a quarter of an hour apart. */
const NO_PROGRESS_TIMEOUT_MS = 20 * 60_000;

/** Options of a run. */
export interface SoakOptions {
  readonly events: number;
  readonly format: Format;
  readonly dataFolder: string;
  /** Receives the objects as files. @default they are not kept */
  readonly objectsFolder?: string | undefined;
  /** Ends the run early. */
  readonly signal: AbortSignal;
  readonly print: (line: string) => void;
  /** Receives every log line of the local stack. */
  readonly log: (line: string) => void;
}

/**
 * Publishes events through a local stack while its workers are killed, its DynamoDB and SQS fail,
 * and the customers' store misbehaves. Then it stops all faults and checks consistency.
 *
 * @returns whether the check succeeds
 */
export const runSoak = async (options: SoakOptions): Promise<boolean> => {
  const around = await openSurroundings(options.dataFolder, options.log, options.objectsFolder);
  try {
    return await new Soak(options, around).run();
  } finally {
    await around.stop();
  }
};

/** A run on a started local stack. */
class Soak {
  readonly #options: SoakOptions;
  readonly #around: Surroundings;
  readonly #stack: LocalStackSnapshot;
  readonly #publisher: Publisher;
  readonly #memory = new Memory(memoryOf);
  readonly #killed = new Map<string, number>();
  readonly #begun = Date.now();
  #waiting = 0;
  #isPublishing = true;

  constructor(options: SoakOptions, around: Surroundings) {
    const { stack, watched, sqsUrl: endpoint } = around;
    const credentials = { accessKeyId: 'soak', secretAccessKey: 'soak' };
    const sqs = new SQSClient({ endpoint, region: 'us-east-1', credentials });
    this.#options = options;
    this.#around = around;
    this.#stack = new LocalStackSnapshot(stack, watched);
    this.#publisher = new Publisher(stack, sqs, options.events);
  }

  async run(): Promise<boolean> {
    const { events, format, print } = this.#options;
    const { store, storeUrl } = this.#around;
    const destinations = await register(this.#stack, storeUrl, format);
    const over = new AbortController();
    const polling = this.#poll(AbortSignal.any([this.#options.signal, over.signal]));
    try {
      await this.#publishUnderFire();
      this.#print('everything is published: faults stop, and the dead buckets work again');
      this.#isPublishing = false;
      this.#around.calmDown();
      await this.#settled();
    } finally {
      over.abort();
      await polling;
    }
    this.#print(`all work is done; ${store.stored.objects} objects. Reading the records`);
    const recorded = await readRecorded(this.#stack);
    const consistency = checkConsistency(events, store.stored, recorded, destinations);
    const { lines, isGood } = reportOf({
      ...{ around: this.#around, consistency, memory: this.#memory, killed: this.#killed },
      repeated: this.#publisher.repeated,
    });
    for (const line of lines) print(line);
    return isGood;
  }

  async #publishUnderFire(): Promise<void> {
    const { format, signal } = this.#options;
    const calm = new AbortController();
    const killing = killAtRandom(AbortSignal.any([signal, calm.signal]), (title) => {
      this.#killed.set(title, (this.#killed.get(title) ?? 0) + 1);
    });
    try {
      await this.#publisher.publishAll(() => this.#capacity(), signal);
      if (format === 'ndjson') await sleep(BATCH_FAULTS_MS, undefined, { signal });
    } finally {
      calm.abort();
      await killing;
    }
  }

  /** Resolves when more events may be published. */
  async #capacity(): Promise<void> {
    const { signal } = this.#options;
    while (this.#waiting > MAX_WAITING) await sleep(POLL_INTERVAL_MS, undefined, { signal });
  }

  /** Polls the state repeatedly and reports it. */
  async #poll(signal: AbortSignal): Promise<void> {
    let reportedAt = 0;
    while (!signal.aborted) {
      const queues = await this.#stack.queues();
      this.#waiting = queues.reduce((sum, { visible }) => sum + visible, 0);
      if (Date.now() - reportedAt > REPORT_INTERVAL_MS) {
        reportedAt = Date.now();
        await this.#memory.sample(this.#isPublishing);
        this.#print(this.#progress(queues));
      }
      await sleep(POLL_INTERVAL_MS, undefined, { signal }).catch(() => {});
    }
  }

  #progress(queues: readonly QueueLength[]): string {
    const messages = new Map(queues.flatMap(({ name, all }) => (all > 0 ? [[name, all]] : [])));
    return [
      `${this.#publisher.accepted} accepted`,
      `${this.#around.store.stored.objects} objects`,
      `killed: ${listed(this.#killed)}`,
      `in queues: ${listed(messages)}`,
    ].join('; ');
  }

  #print(line: string): void {
    const seconds = Math.round((Date.now() - this.#begun) / 1_000);
    const [minute, second] = [seconds / 60, seconds % 60].map((time) =>
      String(Math.floor(time)).padStart(2, '0'),
    );
    this.#options.print(`${minute}:${second} ${line}`);
  }

  /**
   * Resolves when all events have arrived and no work remains, or when there is no more progress.
   */
  async #settled(): Promise<void> {
    const { stored } = this.#around.store;
    const wanted = deliveriesOf(this.#options.events);
    let seen = { objects: 0, at: Date.now() };
    const isDone = async () => {
      const queues = await this.#stack.queues();
      const isEmpty = queues.every(({ all }) => all === 0);
      return isEmpty && stored.objects >= wanted && (await this.#stack.parked()) === 0;
    };
    while (!(await isDone()) && Date.now() - seen.at < NO_PROGRESS_TIMEOUT_MS) {
      if (stored.objects !== seen.objects) seen = { objects: stored.objects, at: Date.now() };
      await sleep(POLL_INTERVAL_MS, undefined, { signal: this.#options.signal });
    }
  }
}

const deliveriesOf = (events: number): number =>
  Array.from({ length: events }, (_, number) => destinationsOf(eventAt(number)).length).reduce(
    (sum, count) => sum + count,
    0,
  );
