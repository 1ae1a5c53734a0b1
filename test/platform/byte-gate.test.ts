import { expect, test } from 'vitest';
import { ByteGate } from '../../lambdas/platform/byte-gate.ts';

/** Work that has begun, and functions that end it, by its name. */
function aGate() {
  const gate = new ByteGate({ all: 96, each: 64 });
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const run = (tenant: string, bytes: number, name: string) =>
    gate.run(tenant, bytes, async () => {
      begun.push(name);
      await new Promise<void>((end) => void ends.set(name, end));
    });
  const end = async (name: string) => {
    ends.get(name)?.();
    await new Promise(setImmediate);
  };
  return { run, begun, end };
}

test('large work of one name does not block other names', async () => {
  const { run, begun, end } = aGate();
  for (const n of [1, 2, 3]) void run('large', 64, `large-${n}`);
  void run('small', 20, 'small-1');
  void run('small', 10, 'small-2');
  await end('none');
  expect(begun).toEqual(['large-1', 'small-1', 'small-2']);
  await end('large-1');
  expect(begun.at(-1)).toBe('large-2');
});

test('names are served round-robin, and work of one name in order', async () => {
  const { run, begun, end } = aGate();
  void run('a', 64, 'a-1');
  void run('a', 64, 'a-2');
  void run('a', 64, 'a-3');
  void run('b', 64, 'b-1');
  void run('b', 64, 'b-2');
  for (const name of ['none', 'a-1', 'a-2', 'b-1', 'a-3']) await end(name);
  expect(begun).toEqual(['a-1', 'a-2', 'b-1', 'a-3', 'b-2']);
});

test('work that is larger than the limits runs alone, and work of no bytes at once', async () => {
  const { run, begun, end } = aGate();
  void run('a', 10, 'a');
  void run('b', 1_000, 'b');
  void run('c', 0, 'c');
  await end('none');
  await end('a');
  expect(begun).toEqual(['a', 'c', 'b']);
  void run('d', 1, 'd');
  await end('c');
  expect(begun).toHaveLength(3);
  await end('b');
  expect(begun.at(-1)).toBe('d');
});

test('failed work releases its bytes', async () => {
  const gate = new ByteGate({ all: 1, each: 1 });
  await expect(gate.run('a', 1, () => Promise.reject(new Error('failed')))).rejects.toThrow(
    'failed',
  );
  expect(await gate.run('a', 1, async () => 'done')).toBe('done');
});
