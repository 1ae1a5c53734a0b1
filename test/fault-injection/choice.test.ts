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

/** A seed for which no random fault is added to these. */
const chooserIn = (env: NodeJS.ProcessEnv = {}) => new Chooser(choiceIn({ SEED: 'none', ...env }));

const namesOf = (faults: readonly Fault[]): string[] => faults.map(faultName);

test('injects a rejection, a lost response and a process death at every write', () => {
  expect(namesOf(chooserIn().faultsOf('a', run('deliverer 1', GET, PUT)))).toEqual([
    'deliverer 1: s3 PutObject bucket #1 stopped after',
    'deliverer 1: s3 PutObject bucket #1 answer lost',
    'deliverer 1: s3 PutObject bucket #1 refused',
  ]);
});

test('also injects a partial batch', () => {
  expect(namesOf(chooserIn().faultsOf('a', run('api 1', SEND)))).toContain(
    'api 1: sqs SendMessageBatch delivery #1 in part',
  );
});

test('injects at the first and the last of equal calls only', () => {
  const faults = chooserIn().faultsOf('a', run('deliverer 1', PUT, PUT, PUT));
  expect(new Set(faults.map(({ boundary }) => boundary.ordinal))).toEqual(new Set([1, 3]));
});

test('skips a run with the same calls as an earlier run', () => {
  const chooser = chooserIn();
  chooser.faultsOf('a', run('deliverer 1', PUT, RECORD));
  expect(chooser.faultsOf('b', run('deliverer 3', RECORD, PUT))).toEqual([]);
});

test('skips a run that differs from an earlier run only in its reads', () => {
  const chooser = chooserIn();
  chooser.faultsOf('a', run('deliverer 1', PUT));
  expect(chooser.faultsOf('b', run('deliverer 1', GET, PUT))).toEqual([]);
});

test('interrupts a run with other writes, without repeating rejections of known calls', () => {
  const chooser = chooserIn();
  chooser.faultsOf('a', run('deliverer 1', PUT));
  chooser.faultsOf('b', run('deliverer 1', RECORD));
  expect(namesOf(chooser.faultsOf('c', run('deliverer 1', PUT, RECORD)))).toEqual([
    'deliverer 1: s3 PutObject bucket #1 stopped after',
    'deliverer 1: dynamodb PutItem attempt #1 stopped after',
  ]);
});

test('interrupts a run with several equal writes, also when an earlier run has one', () => {
  const chooser = chooserIn();
  chooser.faultsOf('a', run('deliverer 1', PUT));
  expect(namesOf(chooser.faultsOf('b', run('deliverer 1', PUT, PUT)))).toEqual([
    'deliverer 1: s3 PutObject bucket #1 stopped after',
    'deliverer 1: s3 PutObject bucket #2 stopped after',
  ]);
});

test('injects at the first and the last of equal reads only, also when all faults are selected', () => {
  const faults = chooserIn({ FAULTS: 'all' }).faultsOf('a', run('deliverer 1', GET, GET, GET, PUT));
  expect(faults.map(({ boundary }) => boundary.ordinal)).not.toContain(2);
  expect(faults).toHaveLength(3 * 5);
});

test('injects at each of several equal writes on demand', () => {
  const faults = chooserIn({ FAULTS: 'all' }).faultsOf('a', run('deliverer 1', PUT, PUT, PUT));
  expect(faults).toHaveLength(3 * 5);
});

test('injects all faults on demand', () => {
  const faults = chooserIn({ FAULTS: 'all' }).faultsOf('a', run('deliverer 1', GET, SEND));
  expect(faults).toHaveLength(5 + 6);
});

test('selects a single fault by name', () => {
  const name = 'deliverer 1: dynamodb GetItem destination #1 throttled';
  const chooser = chooserIn({ FAULT: `a | ${name}` });
  expect(namesOf(chooser.faultsOf('a', run('deliverer 1', GET, PUT)))).toEqual([name]);
  expect(chooser.faultsOf('b', run('deliverer 1', GET, PUT))).toEqual([]);
  expect(chooser.sequencesOf('a')).toEqual([]);
});

test('selects a random sequence by name', () => {
  const [first = ''] = chooserIn({ FAULTS: 'all' }).sequencesOf('a');
  expect(chooserIn({ FAULT: first }).sequencesOf('a')).toEqual([first]);
  expect(chooserIn({ FAULT: first }).sequencesOf('b')).toEqual([]);
});

test('makes the same random choice for the same seed, and a different choice for a different seed', () => {
  const calls = run(
    'releaser 1',
    ...Array.from({ length: 100 }, (_, n) => `dynamodb Query due-${n}`),
  );
  const chosen = (SEED: string) => namesOf(chooserIn({ SEED }).faultsOf('a', calls));
  expect(chosen('one')).not.toEqual([]);
  expect(chosen('one')).toEqual(chosen('one'));
  expect(chosen('one')).not.toEqual(chosen('two'));
});
