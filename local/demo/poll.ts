import { setTimeout as sleep } from 'node:timers/promises';

/** How long something may take to arrive. The promise is one second; a busy machine gets more. */
const PATIENCE_MS = 15_000;
const BETWEEN_LOOKS_MS = 25;

/**
 * Looks again and again until there is something.
 *
 * @throws Error naming `what` when nothing has come in time
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
    if (milliseconds > PATIENCE_MS) {
      throw new Error(`no ${what} came within ${PATIENCE_MS / 1000} seconds`);
    }
    await sleep(BETWEEN_LOOKS_MS);
  }
}
