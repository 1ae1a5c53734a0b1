import { expect, test } from 'vitest';
import { sharedReads } from '../../../lambdas/platform/dynamodb/shared-reads.ts';

test('concurrent callers for one name share a read; later callers read again', async () => {
  const reads: string[] = [];
  const shared = sharedReads(async (name) => {
    reads.push(name);
    return `${name} ${reads.length}`;
  });
  expect(await Promise.all(['a', 'b', 'a', 'a'].map(shared))).toEqual(['a 1', 'b 2', 'a 1', 'a 1']);
  expect(await shared('a')).toBe('a 3');
  expect(reads).toEqual(['a', 'b', 'a']);
});

test('a failed read rejects for all callers that share it, not for later ones', async () => {
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
