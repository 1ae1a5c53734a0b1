import { expect, test } from 'vitest';
import type { Boundary } from './boundary.ts';
import { Chooser, choiceIn } from './choice.ts';
import { type Fault, faultName } from './fault.ts';

/** The calls of a run, in order. */
const run = (name: string, ...operations: string[]): Boundary[] =>
  operations.map((operation, at) => ({
    run: name,
    operation,
    ordinal: operations.slice(0, at + 1).filter((one) => one === operation).length,
  }));

const GET = 'dynamodb GetItem destination';
const PUT = 's3 PutObject bucket';
const RECORD = 'dynamodb PutItem attempt';
const SEND = 'sqs SendMessageBatch delivery';

/** By a seed with which chance adds nothing to these. */
const chooserIn = (env: NodeJS.ProcessEnv = {}) => new Chooser(choiceIn({ SEED: 'none', ...env }));

const namesOf = (faults: readonly Fault[]): string[] => faults.map(faultName);

test('every write is refused, loses its answer, and is the last of a process', () => {
  expect(namesOf(chooserIn().faultsOf('a', run('deliverer 1', GET, PUT)))).toEqual([
    'deliverer 1: s3 PutObject bucket #1 stopped after',
    'deliverer 1: s3 PutObject bucket #1 answer lost',
    'deliverer 1: s3 PutObject bucket #1 refused',
  ]);
});

test('a batch is done in part, too', () => {
  expect(namesOf(chooserIn().faultsOf('a', run('api 1', SEND)))).toContain(
    'api 1: sqs SendMessageBatch delivery #1 in part',
  );
});

test('of calls that are alike the first and the last stand for all', () => {
  const faults = chooserIn().faultsOf('a', run('deliverer 1', PUT, PUT, PUT));
  expect(new Set(faults.map(({ boundary }) => boundary.ordinal))).toEqual(new Set([1, 3]));
});

test('a run that makes the calls of an earlier one is not tried again', () => {
  const chooser = chooserIn();
  chooser.faultsOf('a', run('deliverer 1', PUT, RECORD));
  expect(chooser.faultsOf('b', run('deliverer 3', RECORD, PUT))).toEqual([]);
});

test('a run that makes other calls is cut short anew; known calls are not refused again', () => {
  const chooser = chooserIn();
  chooser.faultsOf('a', run('deliverer 1', PUT));
  expect(namesOf(chooser.faultsOf('b', run('deliverer 1', GET, PUT)))).toEqual([
    'deliverer 1: s3 PutObject bucket #1 stopped after',
  ]);
});

test('of reads that are alike the first and the last stand for all, also when all are tried', () => {
  const faults = chooserIn({ FAULTS: 'all' }).faultsOf('a', run('deliverer 1', GET, GET, GET, PUT));
  expect(faults.map(({ boundary }) => boundary.ordinal)).not.toContain(2);
  expect(faults).toHaveLength(3 * 5);
});

test('of writes that are alike each is tried on demand', () => {
  const faults = chooserIn({ FAULTS: 'all' }).faultsOf('a', run('deliverer 1', PUT, PUT, PUT));
  expect(faults).toHaveLength(3 * 5);
});

test('everything is tried on demand', () => {
  const faults = chooserIn({ FAULTS: 'all' }).faultsOf('a', run('deliverer 1', GET, SEND));
  expect(faults).toHaveLength(5 + 6);
});

test('one fault is tried by its name', () => {
  const name = 'deliverer 1: dynamodb GetItem destination #1 throttled';
  const chooser = chooserIn({ FAULT: `a | ${name}` });
  expect(namesOf(chooser.faultsOf('a', run('deliverer 1', GET, PUT)))).toEqual([name]);
  expect(chooser.faultsOf('b', run('deliverer 1', GET, PUT))).toEqual([]);
  expect(chooser.stormsOf('a')).toEqual([]);
});

test('a storm is tried by its name', () => {
  const [first = ''] = chooserIn({ FAULTS: 'all' }).stormsOf('a');
  expect(chooserIn({ FAULT: first }).stormsOf('a')).toEqual([first]);
  expect(chooserIn({ FAULT: first }).stormsOf('b')).toEqual([]);
});

test('what is left to chance is always the same for a seed, and another for another', () => {
  const calls = run(
    'releaser 1',
    ...Array.from({ length: 100 }, (_, n) => `dynamodb Query due-${n}`),
  );
  const chosen = (SEED: string) => namesOf(chooserIn({ SEED }).faultsOf('a', calls));
  expect(chosen('one')).not.toEqual([]);
  expect(chosen('one')).toEqual(chosen('one'));
  expect(chosen('one')).not.toEqual(chosen('two'));
});
