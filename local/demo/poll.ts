import { setTimeout as sleep } from 'node:timers/promises';

/** Timeout for an expected result. The target is one second; a busy machine gets more. */
const TIMEOUT_MS = 15_000;
const POLL_INTERVAL_MS = 25;

/**
 * Polls until there is a value.
 *
 * @throws Error naming `what` when the timeout expires
 */
export async function poll<Value>(
  what: string,
  look: () => Promise<Value | undefined>,
): Promise<{ readonly value: Value; readonly milliseconds: number }> {
  const started = performance.now();
  for (;;) {
    const value = await look();
    const milliseconds = Math.round(performance.now() - started);
    if (value !== undefined) return { value, milliseconds };
    if (milliseconds > TIMEOUT_MS) {
      throw new Error(`no ${what} after ${TIMEOUT_MS / 1000} seconds`);
    }
    await sleep(POLL_INTERVAL_MS);
  }
}
