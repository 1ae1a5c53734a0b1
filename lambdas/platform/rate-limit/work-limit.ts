import { setImmediate } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import { count } from '../aws/metrics-emitter.ts';
import { HttpError, tooManyRequests } from '../http/http-error.ts';
import { FairTurns } from './round-robin.ts';

/** Steps that one instance of a function takes for one name: per second, and at once after a quiet time. */
export const WORK_LIMIT = { perSecond: 1_000_000, atOnce: 3_000_000 } as const;

/** What a millisecond of an instance's time counts as: a fifth of its time is the steady rate. */
const STEPS_A_MS = 5_000;

/** Milliseconds that a piece of work takes as a rule, also on an instance with a share of a core. */
const FREE_MS = 20;

/** The steps that work counts as whose steps nobody counted: its time, but for what any may take. */
export const stepsOfTime = (begun: Date, ended: Date): number =>
  Math.max(0, ended.getTime() - begun.getTime() - FREE_MS) * STEPS_A_MS;

/** Names of which an instance knows the account by heart. */
const MOST_REMEMBERED = 10_000;

/**
 * A tenant has used up what an instance may compute for it for now. Nothing has been done. Over HTTP
 * it is answered 429; a queue message is deferred.
 */
export class OverWorkLimit extends HttpError {
  /** Seconds until there is room again. */
  readonly waitSeconds: number;

  constructor(waitSeconds: number) {
    const { perSecond, atOnce } = WORK_LIMIT;
    const limit = `the limit is ${perSecond} a second, and ${atOnce} at once`;
    const { status, message, data, headers } = tooManyRequests(
      'steps of filters and key templates of this tenant',
      limit,
      waitSeconds,
    );
    super(status, message, data, headers);
    this.waitSeconds = waitSeconds;
  }
}

/**
 * What one instance of a function computes at the request of others: one piece at a time, with the
 * event loop between two pieces, and for each name within {@link WORK_LIMIT}. Work is counted in
 * steps, in an account that runs down with time: a leaky bucket.
 */
export class WorkLimit {
  readonly #now: () => Date;
  /** When all that was done for a name would be done, were it done at the steady rate: milliseconds. */
  readonly #doneAt = new LRUCache<string, number>({ max: MOST_REMEMBERED });
  readonly #turns = new FairTurns();

  constructor(now: () => Date) {
    this.#now = now;
  }

  /**
   * Charges work to whoever is called `name`: when it has been done, or before; what it did not take
   * after all is given back as a negative number.
   */
  charge(name: string, steps: number): void {
    const now = this.#now().getTime();
    const begins = Math.max(now, this.#doneAt.get(name) ?? now);
    this.#doneAt.set(name, begins + (steps * 1_000) / WORK_LIMIT.perSecond);
  }

  /**
   * Seconds until there is room for more: 0 when there is.
   *
   * @param own steps that were charged for the work in question, and do not count against it
   */
  waitSeconds(name: string, own = 0): number {
    const ahead = (this.#doneAt.get(name) ?? 0) - this.#now().getTime();
    const room = (WORK_LIMIT.atOnce + own) / WORK_LIMIT.perSecond;
    return Math.max(0, ahead / 1_000 - room);
  }

  /**
   * @param own steps that were charged for the work in question, and do not count against it
   * @throws OverWorkLimit when there is no room
   */
  check(name: string, own = 0): void {
    const waitSeconds = this.waitSeconds(name, own);
    if (waitSeconds === 0) return;
    count('WorkThrottled');
    throw new OverWorkLimit(waitSeconds);
  }

  /**
   * Does a piece of work that nobody counts the steps of: its time is charged.
   *
   * @throws OverWorkLimit when there is no room: the piece is not done
   */
  async timed<Result>(name: string, work: () => Result): Promise<Awaited<Result>> {
    return await (await this.measured(name, work)).result;
  }

  /**
   * The same, with the steps that it was charged as: what is large is not to be refused for that
   * itself, after it has been begun.
   *
   * @throws OverWorkLimit when there is no room: the piece is not done
   */
  async measured<Result>(
    name: string,
    work: () => Result,
  ): Promise<{ readonly result: Result; readonly steps: number }> {
    this.check(name);
    return this.piece(name, () => {
      this.check(name);
      const begun = this.#now();
      const charged = () => {
        const steps = stepsOfTime(begun, this.#now());
        this.charge(name, steps);
        return steps;
      };
      try {
        const result = work();
        return { result, steps: charged() };
      } catch (error) {
        charged();
        throw error;
      }
    });
  }

  /**
   * Does a piece of work that says how many steps it took, which are charged elsewhere. What it took
   * longer than so many steps should is charged here: an instance may have little of a core.
   */
  async counted(name: string, work: () => number): Promise<void> {
    await this.piece(name, () => {
      const begun = this.#now();
      const steps = work();
      this.charge(name, Math.max(0, stepsOfTime(begun, this.#now()) - steps));
    });
  }

  /**
   * Does a piece of work when whatever else the instance waits for has been seen to. Names take
   * turns: see {@link FairTurns}.
   */
  piece<Result>(name: string, work: () => Result): Promise<Awaited<Result>> {
    return this.#turns.run(name, async (): Promise<Awaited<Result>> => {
      await setImmediate();
      return await work();
    });
  }
}
