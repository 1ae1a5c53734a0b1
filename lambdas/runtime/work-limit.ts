import { setImmediate } from 'node:timers/promises';
import { LRUCache } from 'lru-cache';
import pLimit from 'p-limit';
import { count } from './counts.ts';
import { HttpFault, tooMany } from './http-fault.ts';

/** Steps that one instance of a function takes for one name: per second, and at once after a quiet time. */
export const WORK_LIMIT = { perSecond: 1_000_000, atOnce: 3_000_000 } as const;

/** What a millisecond of an instance's time counts as: a fifth of its time is the steady rate. */
const STEPS_A_MS = 5_000;

/** Milliseconds that a piece of work takes as a rule, also on an instance with a share of a core. */
const FREE_MS = 20;

/** Names of which an instance knows the account by heart. */
const MOST_REMEMBERED = 10_000;

/**
 * A tenant has used up what an instance may compute for it for now. Nothing has been done. Over HTTP
 * it is answered 429; a queue message is deferred.
 */
export class OverWorkLimit extends HttpFault {
  /** Seconds until there is room again. */
  readonly waitSeconds: number;

  constructor(waitSeconds: number) {
    const { perSecond, atOnce } = WORK_LIMIT;
    const limit = `the limit is ${perSecond} a second, and ${atOnce} at once`;
    const { status, message, data, headers } = tooMany(
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
  readonly #inTurn = pLimit(1);

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

  /** Seconds until there is room for more: 0 when there is. */
  waitSeconds(name: string): number {
    const ahead = (this.#doneAt.get(name) ?? 0) - this.#now().getTime();
    return Math.max(0, ahead / 1_000 - WORK_LIMIT.atOnce / WORK_LIMIT.perSecond);
  }

  /** @throws OverWorkLimit when there is no room */
  check(name: string): void {
    const waitSeconds = this.waitSeconds(name);
    if (waitSeconds === 0) return;
    count('WorkThrottled');
    throw new OverWorkLimit(waitSeconds);
  }

  /**
   * Does a piece of work that nobody counts the steps of: its time is charged, but for what any such
   * piece may take.
   *
   * @throws OverWorkLimit when there is no room: the piece is not done
   */
  async timed<Result>(name: string, work: () => Result): Promise<Awaited<Result>> {
    this.check(name);
    return await this.piece(() => {
      this.check(name);
      const begun = this.#now().getTime();
      try {
        return work();
      } finally {
        const tookMs = this.#now().getTime() - begun;
        this.charge(name, Math.max(0, tookMs - FREE_MS) * STEPS_A_MS);
      }
    });
  }

  /** Does a piece of work in its turn, when whatever else the instance waits for has been seen to. */
  piece<Result>(work: () => Result): Promise<Result> {
    return this.#inTurn(async () => {
      await setImmediate();
      return work();
    });
  }
}
