import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RoundRobin } from '../../../lambdas/platform/rate-limit/round-robin.ts';

test('names are served round-robin, however many pieces one has queued', async () => {
  const turns = new RoundRobin();
  const done: string[] = [];
  const pieces = ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'b2'].map((piece) =>
    turns.run(piece.charAt(0), async () => {
      await setImmediate();
      done.push(piece);
    }),
  );
  await Promise.all(pieces);
  expect(done).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
});

test('one piece runs at a time, and a failure does not delay others', async () => {
  const turns = new RoundRobin();
  let underWay = 0;
  const piece = async (fails: boolean) => {
    underWay += 1;
    expect(underWay).toBe(1);
    await setImmediate();
    underWay -= 1;
    if (fails) throw new Error('fails');
    return 'done';
  };
  const outcomes = await Promise.allSettled([
    turns.run('a', () => piece(true)),
    turns.run('a', () => piece(false)),
    turns.run('b', () => piece(false)),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(await turns.run('a', () => piece(false))).toBe('done');
});
