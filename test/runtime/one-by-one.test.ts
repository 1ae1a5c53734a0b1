import { expect, test } from 'vitest';
import { oneByOne } from '../../lambdas/runtime/one-by-one.ts';

test('work is done one after the other, in the order in which it comes, whatever fails', async () => {
  const inTurn = oneByOne();
  const happened: string[] = [];
  const work = (name: string) => async () => {
    happened.push(`${name} begins`);
    await new Promise((resolve) => setImmediate(resolve));
    happened.push(`${name} ends`);
    if (name === 'b') throw new Error('as asked');
    return name;
  };
  const results = await Promise.allSettled(['a', 'b', 'c'].map((name) => inTurn(work(name))));
  expect(happened).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  expect(results).toMatchObject([
    { value: 'a' },
    { reason: { message: 'as asked' } },
    { value: 'c' },
  ]);
});
