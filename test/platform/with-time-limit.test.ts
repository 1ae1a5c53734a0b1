import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { withTimeLimit } from '../../lambdas/platform/with-time-limit.ts';

const untilAborted = (limit: AbortSignal) =>
  new Promise<unknown>((resolve) => {
    limit.addEventListener('abort', () => resolve(limit.reason), { once: true });
  });

describe('withTimeLimit', () => {
  it('returns the result of the work and never aborts its signal afterwards', async () => {
    let limit: AbortSignal | undefined;
    const result = await withTimeLimit(5, async (signal) => {
      limit = signal;
      return 'done';
    });
    await setTimeout(20);
    expect(result).toBe('done');
    expect(limit?.aborted).toBe(false);
  });

  it('aborts with a TimeoutError after the time', async () => {
    expect(await withTimeLimit(5, untilAborted)).toMatchObject({ name: 'TimeoutError' });
  });

  it("aborts with the other signal's reason when that is aborted first", async () => {
    const other = new AbortController();
    const result = withTimeLimit(60_000, untilAborted, other.signal);
    other.abort('stop');
    expect(await result).toBe('stop');
  });

  it('begins aborted when the other signal is aborted already', async () => {
    const limited = withTimeLimit(60_000, async ({ aborted }) => aborted, AbortSignal.abort());
    expect(await limited).toBe(true);
  });

  it('rejects as the work does', async () => {
    const failing = withTimeLimit(60_000, () => Promise.reject(new Error('failed')));
    await expect(failing).rejects.toThrow('failed');
  });
});
