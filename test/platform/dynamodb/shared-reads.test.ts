import { expect, test } from 'vitest';
import { sharedReads } from '../../../lambdas/platform/dynamodb/shared-reads.ts';

test('those who ask for one name while it is read share the read; later ones read again', async () => {
  const reads: string[] = [];
  const shared = sharedReads(async (name) => {
    reads.push(name);
    return `${name} ${reads.length}`;
  });
  expect(await Promise.all(['a', 'b', 'a', 'a'].map(shared))).toEqual(['a 1', 'b 2', 'a 1', 'a 1']);
  expect(await shared('a')).toBe('a 3');
  expect(reads).toEqual(['a', 'b', 'a']);
});

test('a read that fails does so for all who share it, and not for those who ask after it', async () => {
  let fails = true;
  const shared = sharedReads(async () => {
    if (fails) throw new Error('DynamoDB is down');
    return 'found';
  });
  const outcomes = await Promise.allSettled([shared('a'), shared('a')]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  fails = false;
  expect(await shared('a')).toBe('found');
});
