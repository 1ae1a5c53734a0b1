import type { IncomingHttpHeaders } from 'node:http';

/** A clock that differs this much from the server's is corrected. AWS accepts 5 minutes. */
const MAX_SKEW_MS = 240_000;

/** A customer's store may send any date. A signature holds years of four digits (ISO 8601). */
const LATEST = Date.parse('9999-01-01T00:00:00Z');

/** A clock that follows a server's when ours is wrong: AWS rejects requests whose time is wrong. */
export class CorrectedClock {
  readonly #now: () => Date;
  #offset = 0;

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Milliseconds by which the server's clock is ahead of ours. */
  get offset(): number {
    return this.#offset;
  }

  now(): Date {
    return new Date(this.#now().getTime() + this.#offset);
  }

  /** Corrects the clock by the time in a server's response. */
  correct({ date = '' }: IncomingHttpHeaders): void {
    const time = Date.parse(date);
    if (!(time >= 0 && time < LATEST)) return;
    const offset = time - this.#now().getTime();
    if (Math.abs(offset - this.#offset) >= MAX_SKEW_MS) this.#offset = offset;
  }
}
