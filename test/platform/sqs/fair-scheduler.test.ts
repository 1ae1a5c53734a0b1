import { expect, test } from 'vitest';
import { runFair } from '../../../lambdas/platform/sqs/fair-scheduler.ts';

/** Works off items such as `a1` of the group `a`, each of which ends when it is told. */
function aWorkshop(items: string[], mostAtOnce: number, capOf: (group: string) => number) {
  const begun: string[] = [];
  const underWay = new Map<string, () => void>();
  const done = runFair(
    {
      items,
      groupOf: ([group = '']) => group,
      capOf,
      work: (item) => {
        begun.push(item);
        return new Promise((resolve) => underWay.set(item, resolve));
      },
    },
    mostAtOnce,
  );
  const end = async (item: string) => {
    underWay.get(item)?.();
    underWay.delete(item);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { begun, end, done };
}

const any = () => Number.POSITIVE_INFINITY;

test('all begin at once when they may', () => {
  const { begun } = aWorkshop(['a1', 'a2', 'b1'], 10, any);
  expect(begun).toHaveLength(3);
});

test('groups take turns, and within a group the first comes first', () => {
  const { begun } = aWorkshop(['a1', 'a2', 'a3', 'b1', 'c1', 'b2'], 10, any);
  expect(begun).toEqual(['a1', 'b1', 'c1', 'a2', 'b2', 'a3']);
});

test('no more are under way than may be, and the next begins when one has ended', async () => {
  const { begun, end } = aWorkshop(['a1', 'b1', 'c1', 'd1'], 2, any);
  expect(begun).toEqual(['a1', 'b1']);
  await end('b1');
  expect(begun).toEqual(['a1', 'b1', 'c1']);
});

test('a group that has as many under way as it may lets the others go first', async () => {
  const { begun, end } = aWorkshop(['a1', 'a2', 'a3', 'b1', 'b2'], 3, (group) =>
    group === 'a' ? 1 : 2,
  );
  expect(begun).toEqual(['a1', 'b1', 'b2']);
  await end('b1');
  expect(begun).toHaveLength(3);
  await end('a1');
  expect(begun).toEqual(['a1', 'b1', 'b2', 'a2']);
});

test('how many of a group may be under way is asked anew each time', async () => {
  let cap = 1;
  const { begun, end } = aWorkshop(['a1', 'a2', 'a3', 'a4'], 10, () => cap);
  expect(begun).toEqual(['a1']);
  cap = 2;
  await end('a1');
  expect(begun).toEqual(['a1', 'a2', 'a3']);
});

test('it ends when all have ended', async () => {
  const { end, done } = aWorkshop(['a1', 'b1'], 1, any);
  await end('a1');
  await end('b1');
  await expect(done).resolves.toBeUndefined();
});

test('nothing to do is done at once', async () => {
  await expect(aWorkshop([], 10, any).done).resolves.toBeUndefined();
});
