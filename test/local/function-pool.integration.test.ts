import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { FunctionPool } from '../../local/functions/function-pool.ts';
import { aFolder } from './a-folder.ts';

const pools: FunctionPool[] = [];
afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.stop()));
});

/** A function with this code, whose processes start on demand. */
async function poolOf(code: string): Promise<FunctionPool> {
  const folder = await aFolder();
  await writeFile(join(folder, 'index.mjs'), code);
  const pool = new FunctionPool(
    {
      title: 'tried',
      name: 'small-tried',
      arn: 'arn:aws:lambda:us-east-1:000000000000:function:small-tried',
      folder,
      handler: 'index.handler',
      timeoutSeconds: 20,
      memoryMb: 128,
      maxProcesses: 2,
      environment: {},
    },
    () => {},
  );
  pools.push(pool);
  return pool;
}

/** Returns the id of its process after a time. */
const WAITS = `import { setTimeout } from 'node:timers/promises';
export const handler = (ms) => setTimeout(ms, process.pid);`;

const invokedAtOnce = (pool: FunctionPool, count: number, ms: number) =>
  Promise.all(Array.from({ length: count }, () => pool.invoke(ms)));

test('short invocations wait for each other in one process', async () => {
  const pool = await poolOf(WAITS);
  await pool.warm();
  expect(new Set(await invokedAtOnce(pool, 5, 1)).size).toBe(1);
});

/**
 * Waits until two processes have begun, and then for a time in which a third would begin. Returns the
 * process's id.
 */
const WAITS_FOR_ANOTHER = `import { readdir, writeFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
const begun = import.meta.dirname + '/begun-';
export const handler = async (ms) => {
  await writeFile(begun + process.pid, '');
  const count = async () => (await readdir(import.meta.dirname)).filter((name) => name.startsWith('begun-')).length;
  while ((await count()) < 2) await setTimeout(20);
  return setTimeout(ms, process.pid);
};`;

test('invocations that would wait for long get another process, up to the maximum', async () => {
  const pool = await poolOf(WAITS_FOR_ANOTHER);
  expect(new Set(await invokedAtOnce(pool, 4, 800)).size).toBe(2);
});

test('an invocation of a function that does not load fails and names the function', async () => {
  const pool = await poolOf('throw new Error("no such setting")');
  const reported =
    'the function small-tried does not load: Error: the process ended with exit code 1';
  for (const invoked of await Promise.allSettled([pool.invoke(0), pool.invoke(0)])) {
    expect(invoked).toMatchObject({ reason: { message: reported } });
  }
});
