import { expect, test } from 'vitest';
import type { DeadLetter } from '../../../cli/dead-letters/dead-letter.ts';
import { drain, type Receiver, type Visit } from '../../../cli/dead-letters/drain.ts';
import { aDeadLetter } from './builders.ts';

/** A queue that returns the given messages, and then nothing. */
function receiverOf(...batches: (DeadLetter[] | Error)[]) {
  const released: string[] = [];
  let counted = 0;
  const receiver: Receiver = {
    receive: async () => {
      const next = batches.shift() ?? [];
      if (next instanceof Error) throw next;
      return next;
    },
    release: async (deadLetters) => {
      released.push(...deadLetters.map(({ receiptHandle }) => receiptHandle));
      return 0;
    },
    waiting: async () => {
      counted += 1;
      return 0;
    },
  };
  return { receiver, released, counted: () => counted };
}

const deadLetter = (id: string, receiptHandle = `handle-${id}`) =>
  aDeadLetter({ deadLetterId: id, receiptHandle });

const unstopped = { signal: new AbortController().signal, hidden: () => {} };

/** A visitor that records what it receives. */
function visitor(given: Partial<Awaited<ReturnType<Visit>>> = {}) {
  const visited: string[][] = [];
  const visit: Visit = async (deadLetters) => {
    visited.push(deadLetters.map(({ deadLetterId }) => deadLetterId));
    return { deleted: [], enough: false, ...given };
  };
  return { visit, visited };
}

test('every dead letter is visited once and released at the end with its newest receipt handle', async () => {
  const { receiver, released } = receiverOf(
    [deadLetter('a'), deadLetter('b')],
    [deadLetter('b', 'newer'), deadLetter('c')],
  );
  const { visit, visited } = visitor();
  expect(await drain(receiver, visit, unstopped)).toBe('all');
  expect(visited).toEqual([['a', 'b'], ['c']]);
  expect(released).toEqual(['handle-a', 'newer', 'handle-c']);
});

test('a deleted dead letter is not released', async () => {
  const { receiver, released } = receiverOf([deadLetter('a'), deadLetter('b')]);
  await drain(receiver, visitor({ deleted: [deadLetter('a')] }).visit, unstopped);
  expect(released).toEqual(['handle-b']);
});

test('an empty receive does not end the drain while SQS counts messages; a second one does', async () => {
  const { receiver } = receiverOf([], [deadLetter('a')], [], [], [deadLetter('late')]);
  const { visit, visited } = visitor();
  const counting = { ...receiver, waiting: async () => 3 };
  expect(await drain(counting, visit, unstopped)).toBe('all');
  expect(visited).toEqual([['a']]);
});

test('a drain that receives only known dead letters ends and reports that there may be more', async () => {
  const repeated = [...Array(9)].map(() => [deadLetter('a')]);
  const { receiver } = receiverOf(...repeated);
  const { visit, visited } = visitor();
  expect(await drain(receiver, visit, unstopped)).toBe('not all');
  expect(visited).toEqual([['a']]);
});

test('a drain that reaches the in-flight limit reports that there may be more', async () => {
  const batches = [...Array(12_000).keys()].map((n) =>
    [...Array(10).keys()].map((m) => deadLetter(`${n}-${m}`)),
  );
  expect(await drain(receiverOf(...batches).receiver, visitor().visit, unstopped)).toBe('not all');
});

test('a visitor can end the drain', async () => {
  const { receiver, released } = receiverOf([deadLetter('a')], [deadLetter('b')]);
  expect(await drain(receiver, visitor({ enough: true }).visit, unstopped)).toBe('enough');
  expect(released).toEqual(['handle-a']);
});

test('a signal ends the drain after the current visit, and all dead letters are released', async () => {
  const { receiver, released } = receiverOf([deadLetter('a')], [deadLetter('b')]);
  const stopping = new AbortController();
  const visit: Visit = async () => {
    stopping.abort();
    return { deleted: [], enough: false };
  };
  const context = { ...unstopped, signal: stopping.signal };
  expect(await drain(receiver, visit, context)).toBe('stopped');
  expect(released).toEqual(['handle-a']);
});

test('all dead letters are also released when a receive or a visit fails', async () => {
  const failure = new Error('SQS is down');
  const failing = receiverOf([deadLetter('a')], failure);
  await expect(drain(failing.receiver, visitor().visit, unstopped)).rejects.toBe(failure);
  expect(failing.released).toEqual(['handle-a']);
  const other = receiverOf([deadLetter('a'), deadLetter('b')]);
  const { visit } = visitor({ deleted: [deadLetter('b')], error: failure });
  await expect(drain(other.receiver, visit, unstopped)).rejects.toBe(failure);
  expect(other.released).toEqual(['handle-a']);
});

test('dead letters that cannot be released are reported, also when SQS is unavailable', async () => {
  const hidden: number[] = [];
  const context = { ...unstopped, hidden: (count: number) => void hidden.push(count) };
  const { receiver } = receiverOf([deadLetter('a'), deadLetter('b')], [deadLetter('c')]);
  await drain({ ...receiver, release: async () => 2 }, visitor().visit, context);
  const failure = new Error('SQS is down');
  const down: Receiver = {
    ...receiverOf([deadLetter('a')], failure).receiver,
    release: async () => {
      throw new Error('and stays down');
    },
  };
  await expect(drain(down, visitor().visit, context)).rejects.toBe(failure);
  expect(hidden).toEqual([2, 1]);
});
