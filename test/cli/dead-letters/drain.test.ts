import { expect, test } from 'vitest';
import type { DeadLetter } from '../../../cli/dead-letters/dead-letter.ts';
import { drain, type Receiver, type Visit } from '../../../cli/dead-letters/drain.ts';
import { aLetter } from './builders.ts';

/** A queue that returns the given messages, and then nothing. */
function lenderOf(...lends: (DeadLetter[] | Error)[]) {
  const givenBack: string[] = [];
  let counted = 0;
  const lender: Receiver = {
    receive: async () => {
      const next = lends.shift() ?? [];
      if (next instanceof Error) throw next;
      return next;
    },
    release: async (letters) => {
      givenBack.push(...letters.map(({ receiptHandle }) => receiptHandle));
      return 0;
    },
    waiting: async () => {
      counted += 1;
      return 0;
    },
  };
  return { lender, givenBack, counted: () => counted };
}

const letter = (id: string, receiptHandle = `handle-${id}`) =>
  aLetter({ letterId: id, receiptHandle });

const alone = { signal: new AbortController().signal, hidden: () => {} };

/** A visitor that records what it receives. */
function visitor(given: Partial<Awaited<ReturnType<Visit>>> = {}) {
  const shown: string[][] = [];
  const visit: Visit = async (letters) => {
    shown.push(letters.map(({ letterId }) => letterId));
    return { gone: [], enough: false, ...given };
  };
  return { visit, shown };
}

test('every dead letter is visited once and released at the end with its newest receipt handle', async () => {
  const { lender, givenBack } = lenderOf(
    [letter('a'), letter('b')],
    [letter('b', 'newer'), letter('c')],
  );
  const { visit, shown } = visitor();
  expect(await drain(lender, visit, alone)).toBe('all');
  expect(shown).toEqual([['a', 'b'], ['c']]);
  expect(givenBack).toEqual(['handle-a', 'newer', 'handle-c']);
});

test('a deleted dead letter is not released', async () => {
  const { lender, givenBack } = lenderOf([letter('a'), letter('b')]);
  await drain(lender, visitor({ gone: [letter('a')] }).visit, alone);
  expect(givenBack).toEqual(['handle-b']);
});

test('an empty receive does not end the drain while SQS counts messages; a second one does', async () => {
  const { lender } = lenderOf([], [letter('a')], [], [], [letter('late')]);
  const { visit, shown } = visitor();
  const counting = { ...lender, waiting: async () => 3 };
  expect(await drain(counting, visit, alone)).toBe('all');
  expect(shown).toEqual([['a']]);
});

test('a drain that receives only known dead letters ends and reports that there may be more', async () => {
  const again = [...Array(9)].map(() => [letter('a')]);
  const { lender } = lenderOf(...again);
  const { visit, shown } = visitor();
  expect(await drain(lender, visit, alone)).toBe('not all');
  expect(shown).toEqual([['a']]);
});

test('a drain that reaches the in-flight limit reports that there may be more', async () => {
  const lends = [...Array(12_000).keys()].map((n) =>
    [...Array(10).keys()].map((m) => letter(`${n}-${m}`)),
  );
  expect(await drain(lenderOf(...lends).lender, visitor().visit, alone)).toBe('not all');
});

test('a visitor can end the drain', async () => {
  const { lender, givenBack } = lenderOf([letter('a')], [letter('b')]);
  expect(await drain(lender, visitor({ enough: true }).visit, alone)).toBe('enough');
  expect(givenBack).toEqual(['handle-a']);
});

test('a signal ends the drain after the current visit, and all dead letters are released', async () => {
  const { lender, givenBack } = lenderOf([letter('a')], [letter('b')]);
  const stopping = new AbortController();
  const visit: Visit = async () => {
    stopping.abort();
    return { gone: [], enough: false };
  };
  const company = { ...alone, signal: stopping.signal };
  expect(await drain(lender, visit, company)).toBe('stopped');
  expect(givenBack).toEqual(['handle-a']);
});

test('all dead letters are also released when a receive or a visit fails', async () => {
  const fault = new Error('SQS is down');
  const lending = lenderOf([letter('a')], fault);
  await expect(drain(lending.lender, visitor().visit, alone)).rejects.toBe(fault);
  expect(lending.givenBack).toEqual(['handle-a']);
  const visiting = lenderOf([letter('a'), letter('b')]);
  const { visit } = visitor({ gone: [letter('b')], fault });
  await expect(drain(visiting.lender, visit, alone)).rejects.toBe(fault);
  expect(visiting.givenBack).toEqual(['handle-a']);
});

test('dead letters that cannot be released are reported, also when SQS is unavailable', async () => {
  const hidden: number[] = [];
  const company = { ...alone, hidden: (count: number) => void hidden.push(count) };
  const { lender } = lenderOf([letter('a'), letter('b')], [letter('c')]);
  await drain({ ...lender, release: async () => 2 }, visitor().visit, company);
  const fault = new Error('SQS is down');
  const down: Receiver = {
    ...lenderOf([letter('a')], fault).lender,
    release: async () => {
      throw new Error('and stays down');
    },
  };
  await expect(drain(down, visitor().visit, company)).rejects.toBe(fault);
  expect(hidden).toEqual([2, 1]);
});
