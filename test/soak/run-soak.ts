import { setTimeout as sleep } from 'node:timers/promises';
import { SQSClient } from '@aws-sdk/client-sqs';
import { balanceOf } from './balance.ts';
import { LocalStackSnapshot, type QueueLength } from './local-stack-snapshot.ts';
import { Memory } from './memory.ts';
import { destinationsOf, eventAt } from './plan.ts';
import { killAtRandom } from './processes.ts';
import { Publisher } from './publisher.ts';
import { readRecorded } from './recorded.ts';
import { register } from './register.ts';
import { listed, reportOf } from './report.ts';
import { memoryOf, openSurroundings, type Surroundings } from './surroundings.ts';

/** Publishing pauses while more messages than this can be received. */
const MOST_WAITING = 3_000;
const LOOK_EVERY_MS = 2_000;
const TELL_EVERY_MS = 10_000;
/** The run ends when nothing arrives for this long: probes are a quarter of an hour apart. */
const PATIENCE_MS = 20 * 60_000;

/** Options of a run. */
export interface SoakOptions {
  readonly events: number;
  readonly dataFolder: string;
  /** Ends the run early. */
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
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
  const around = await openSurroundings(options.dataFolder, options.log);
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
  readonly #books: LocalStackSnapshot;
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
    this.#books = new LocalStackSnapshot(stack, watched);
    this.#publisher = new Publisher(stack, sqs, options.events);
  }

  async run(): Promise<boolean> {
    const { events, tell } = this.#options;
    const { store, storeUrl } = this.#around;
    const destinations = await register(this.#books, storeUrl);
    const over = new AbortController();
    const looking = this.#look(AbortSignal.any([this.#options.signal, over.signal]));
    try {
      await this.#publishUnderFire();
      this.#tell('everything is published: the troubles end, and dead buckets are revived');
      this.#isPublishing = false;
      this.#around.calmDown();
      await this.#settled();
    } finally {
      over.abort();
      await looking;
    }
    this.#tell(`nothing is left to do; ${store.ledger.objects} objects. Reading the records`);
    const recorded = await readRecorded(this.#books);
    const balance = balanceOf(events, store.ledger, recorded, destinations);
    const { lines, isGood } = reportOf({
      ...{ around: this.#around, balance, memory: this.#memory, killed: this.#killed },
      repeated: this.#publisher.repeated,
    });
    for (const line of lines) tell(line);
    return isGood;
  }

  async #publishUnderFire(): Promise<void> {
    const { signal } = this.#options;
    const peace = new AbortController();
    const killing = killAtRandom(AbortSignal.any([signal, peace.signal]), (title) => {
      this.#killed.set(title, (this.#killed.get(title) ?? 0) + 1);
    });
    try {
      await this.#publisher.publishAll(() => this.#room(), signal);
    } finally {
      peace.abort();
      await killing;
    }
  }

  /** Resolves when more events may be published. */
  async #room(): Promise<void> {
    const { signal } = this.#options;
    while (this.#waiting > MOST_WAITING) await sleep(LOOK_EVERY_MS, undefined, { signal });
  }

  /** Polls the state repeatedly and reports it. */
  async #look(signal: AbortSignal): Promise<void> {
    let told = 0;
    while (!signal.aborted) {
      const queues = await this.#books.queues();
      this.#waiting = queues.reduce((sum, { visible }) => sum + visible, 0);
      if (Date.now() - told > TELL_EVERY_MS) {
        told = Date.now();
        await this.#memory.sample(this.#isPublishing);
        this.#tell(this.#progress(queues));
      }
      await sleep(LOOK_EVERY_MS, undefined, { signal }).catch(() => {});
    }
  }

  #progress(queues: readonly QueueLength[]): string {
    const messages = new Map(queues.flatMap(({ name, all }) => (all > 0 ? [[name, all]] : [])));
    return [
      `${this.#publisher.accepted} accepted`,
      `${this.#around.store.ledger.objects} objects`,
      `killed: ${listed(this.#killed)}`,
      `in queues: ${listed(messages)}`,
    ].join('; ');
  }

  #tell(line: string): void {
    const seconds = Math.round((Date.now() - this.#begun) / 1_000);
    const [minute, second] = [seconds / 60, seconds % 60].map((time) =>
      String(Math.floor(time)).padStart(2, '0'),
    );
    this.#options.tell(`${minute}:${second} ${line}`);
  }

  /**
   * Resolves when all events have arrived and no work remains, or when there is no more progress.
   */
  async #settled(): Promise<void> {
    const { ledger } = this.#around.store;
    const wanted = deliveriesOf(this.#options.events);
    let seen = { objects: 0, at: Date.now() };
    const isDone = async () => {
      const queues = await this.#books.queues();
      const isEmpty = queues.every(({ all }) => all === 0);
      return isEmpty && ledger.objects >= wanted && (await this.#books.parked()) === 0;
    };
    while (!(await isDone()) && Date.now() - seen.at < PATIENCE_MS) {
      if (ledger.objects !== seen.objects) seen = { objects: ledger.objects, at: Date.now() };
      await sleep(LOOK_EVERY_MS, undefined, { signal: this.#options.signal });
    }
  }
}

const deliveriesOf = (events: number): number =>
  Array.from({ length: events }, (_, number) => destinationsOf(eventAt(number)).length).reduce(
    (sum, count) => sum + count,
    0,
  );
