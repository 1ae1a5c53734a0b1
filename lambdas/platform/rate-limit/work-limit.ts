import { setImmediate } from 'node:timers/promises';
import { count } from '../aws/metrics-emitter.ts';
import { boundedCache } from '../bounded-cache.ts';
import { OverLimitError } from '../errors.ts';
import { RoundRobinQueue } from '../round-robin-queue.ts';

/**
 * Steps that one instance of a function runs for one name: per second, and in a burst after an idle period.
 */
export const WORK_LIMIT = { perSecond: 1_000_000, atOnce: 3_000_000 } as const;

/**
 * The maximum number of steps of one computation for one event, such as the evaluation of a template. A
 * step takes 50 to 100 ns on a full core, so a computation takes at most 0.1 s, or about 0.3 s with the
 * share of a core that a function with 512 MB has.
 */
export const MAX_STEPS = 1_000_000;

/**
 * Steps charged per millisecond of compute time. At the steady rate a name uses a fifth of the instance's
 * time.
 */
const STEPS_PER_MS = 5_000;

/**
 * Milliseconds per piece of work that are not charged. A typical piece takes less, even with a share of a
 * core.
 */
const FREE_MS = 20;

/** Converts elapsed time, less {@link FREE_MS}, to steps, for work that does not count its steps. */
export const stepsOfTime = (begun: Date, ended: Date): number =>
  Math.max(0, ended.getTime() - begun.getTime() - FREE_MS) * STEPS_PER_MS;

/** The number of names whose bucket an instance keeps in memory. */
const MAX_CACHED = 10_000;

/**
 * A tenant has exhausted its compute budget on this instance. No work was done. HTTP requests are
 * rejected; queue messages are deferred until the budget has room again.
 */
export class OverWorkLimit extends OverLimitError {
  constructor(waitSeconds: number) {
    const { perSecond, atOnce } = WORK_LIMIT;
    const limit = `the limit is ${perSecond} per second with a burst of ${atOnce}`;
    super('filter and key template steps for this tenant', limit, waitSeconds);
  }
}

/**
 * Limits the compute time of one instance of a function per name. Pieces of work run one at a time and
 * yield to the event loop in between, unless they are short. Each name is limited to {@link WORK_LIMIT},
 * counted in steps, by a leaky bucket.
 */
export class WorkLimit {
  readonly #now: () => Date;
  /** When a name's bucket is empty at the steady rate: epoch milliseconds. */
  readonly #emptyAt = boundedCache<number>(MAX_CACHED);
  readonly #queue = new RoundRobin();
  readonly #sliceMs: number;
  #sliceBegan = Number.NEGATIVE_INFINITY;

  /**
   * @param sliceMs milliseconds for which pieces run back to back, before the event loop
   *   runs again: a round of the event loop may take longer than a typical piece. @default 0, so that it
   *   runs before each piece
   */
  constructor(now: () => Date, sliceMs = 0) {
    this.#now = now;
    this.#sliceMs = sliceMs;
  }

  /**
   * Charges steps to `name`, before or after the work. A negative number refunds steps that the work
   * did not need.
   */
  charge(name: string, steps: number): void {
    const now = this.#now().getTime();
    const begins = Math.max(now, this.#emptyAt.get(name) ?? now);
    this.#emptyAt.set(name, begins + (steps * 1_000) / WORK_LIMIT.perSecond);
  }

  /**
   * Seconds until `name` may run more work: 0 for at once.
   *
   * @param own steps already charged for this piece of work, which do not count against it
   */
  waitSeconds(name: string, own = 0): number {
    const ahead = (this.#emptyAt.get(name) ?? 0) - this.#now().getTime();
    const room = (WORK_LIMIT.atOnce + own) / WORK_LIMIT.perSecond;
    return Math.max(0, ahead / 1_000 - room);
  }

  /**
   * @param own steps already charged for this piece of work, which do not count against it
   * @throws OverWorkLimit when the budget of `name` is exhausted
   */
  check(name: string, own = 0): void {
    const waitSeconds = this.waitSeconds(name, own);
    if (waitSeconds === 0) return;
    count('WorkThrottled');
    throw new OverWorkLimit(waitSeconds);
  }

  /**
   * Runs a piece of work that does not count its steps, and charges its time.
   *
   * @throws OverWorkLimit when the budget is exhausted; the piece does not run
   */
  async timed<Result>(name: string, work: () => Result): Promise<Awaited<Result>> {
    return await (await this.measured(name, work)).result;
  }

  /**
   * Like {@link timed}, but also returns the charged steps. Callers pass them as `own`, so that a large
   * piece of work is not rejected for its own cost once it has begun.
   *
   * @throws OverWorkLimit when the budget is exhausted; the piece does not run
   */
  async measured<Result>(
    name: string,
    work: () => Result,
  ): Promise<{ readonly result: Result; readonly steps: number }> {
    this.check(name);
    return this.piece(name, () => {
      this.check(name);
      const begun = this.#now();
      const charge = () => {
        const steps = stepsOfTime(begun, this.#now());
        this.charge(name, steps);
        return steps;
      };
      try {
        const result = work();
        return { result, steps: charge() };
      } catch (error) {
        charge();
        throw error;
      }
    });
  }

  /**
   * Runs a piece of work that returns its steps, which the caller charges. This method charges only
   * time in excess of those steps, because an instance may have a small share of a core.
   */
  async counted(name: string, work: () => number): Promise<void> {
    await this.piece(name, () => {
      const begun = this.#now();
      const steps = work();
      this.charge(name, Math.max(0, stepsOfTime(begun, this.#now()) - steps));
    });
  }

  /**
   * Runs a piece of work after the event loop has handled pending events, or in the same slice as the piece
   * before it. Round-robin by name: see {@link RoundRobin}.
   */
  piece<Result>(name: string, work: () => Result): Promise<Awaited<Result>> {
    return this.#queue.run(name, async (): Promise<Awaited<Result>> => {
      if (!this.#isInSlice()) {
        await setImmediate();
        this.#sliceBegan = this.#now().getTime();
      }
      return await work();
    });
  }

  /** If the clock was set back, the slice has ended. */
  #isInSlice(): boolean {
    const sinceSliceMs = this.#now().getTime() - this.#sliceBegan;
    return sinceSliceMs >= 0 && sinceSliceMs < this.#sliceMs;
  }
}

/**
 * Runs pieces of work one at a time, round-robin by name. A name with many pieces delays each piece of
 * another name by at most one of its own.
 */
export class RoundRobin {
  readonly #waiting = new RoundRobinQueue<() => Promise<void>>();
  #isBusy = false;

  /** Queues a piece of work for `name`. Resolves or rejects with its result. */
  run<Result>(name: string, piece: () => Promise<Result>): Promise<Result> {
    const { promise, resolve, reject } = Promise.withResolvers<Result>();
    this.#waiting.add(name, () => piece().then(resolve, reject));
    if (!this.#isBusy) void this.#doAll();
    return promise;
  }

  /** Never rejects: errors reject the promise that {@link run} returned. */
  async #doAll(): Promise<void> {
    this.#isBusy = true;
    for (let next = this.#waiting.take(); next; next = this.#waiting.take()) await next.item();
    this.#isBusy = false;
  }
}
