import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { toHttpError } from '../../../lambdas/platform/http/http-error.ts';
import {
  OverWorkLimit,
  RoundRobin,
  WORK_LIMIT,
  WorkLimit,
} from '../../../lambdas/platform/rate-limit/work-limit.ts';

const { perSecond, atOnce } = WORK_LIMIT;

/** A limit, and the seconds that have passed. */
function limited() {
  const clock = { seconds: 0 };
  return { clock, work: new WorkLimit(() => new Date(clock.seconds * 1_000)) };
}

test('a name over its limit is denied until the limit has recovered', () => {
  const { clock, work } = limited();
  work.charge('a', atOnce);
  expect(work.waitSeconds('a')).toBe(0);
  work.charge('a', perSecond * 5);
  expect(work.waitSeconds('a')).toBe(5);
  expect(() => work.check('a')).toThrow(OverWorkLimit);
  clock.seconds = 4;
  expect(work.waitSeconds('a')).toBe(1);
  clock.seconds = 5;
  expect(() => work.check('a')).not.toThrow();
  expect(work.waitSeconds('b')).toBe(0);
});

test('idle time does not raise the limit', () => {
  const { clock, work } = limited();
  work.charge('a', atOnce);
  clock.seconds = 3_600;
  work.charge('a', atOnce + perSecond);
  expect(work.waitSeconds('a')).toBe(1);
});

test('returns 429 and the seconds to wait over HTTP', () => {
  expect(toHttpError(new OverWorkLimit(1.2))).toMatchObject({
    status: 429,
    message:
      'too many filter and key template steps for this tenant: the limit is 1000000 per second with a burst of 3000000; retry after 2 s',
    headers: { 'retry-after': '2' },
    data: { retry_after: '2' },
  });
});

test('pieces are done one at a time, with the event loop between them', async () => {
  const { work } = limited();
  const done: string[] = [];
  const pieces = ['a', 'b', 'c'].map((name) => work.piece('tenant', () => done.push(name)));
  const others = setImmediate().then(() => done.push('others'));
  await Promise.all([...pieces, others]);
  expect(done.indexOf('others')).toBeLessThan(3);
  expect(done.filter((name) => name !== 'others')).toEqual(['a', 'b', 'c']);
});

describe('with turns of 2 ms', () => {
  /** Does a piece per duration in milliseconds. Returns how many were done before the event loop went on. */
  async function doneInFirstTurn(durations: readonly number[]) {
    const clock = { ms: 1_000 };
    const work = new WorkLimit(() => new Date(clock.ms), 2);
    let done = 0;
    let doneBefore = 0;
    const pieces = durations.map((duration) =>
      work.piece('tenant', () => {
        done += 1;
        clock.ms += duration;
      }),
    );
    const others = setImmediate().then(() => {
      doneBefore = done;
    });
    await Promise.all([...pieces, others]);
    return doneBefore;
  }

  test('runs short pieces without yielding to the event loop between them', async () => {
    expect(await doneInFirstTurn([0, 0, 1, 0, 0])).toBe(5);
  });

  test('yields to the event loop after 2 ms', async () => {
    expect(await doneInFirstTurn([1, 1, 0, 0])).toBe(2);
    expect(await doneInFirstTurn([50, 0, 0])).toBe(1);
  });

  test('yields to the event loop when the clock was set back', async () => {
    expect(await doneInFirstTurn([-5_000, 0, 0])).toBe(1);
  });
});

test('work without counted steps is charged its time above the usual', async () => {
  const { clock, work } = limited();
  const taking = (seconds: number) => () => {
    clock.seconds += seconds;
  };
  await work.timed('a', taking(0.02));
  work.charge('a', atOnce);
  expect(work.waitSeconds('a')).toBe(0);
  await work.timed('a', taking(1.02));
  // A second counts five million steps, of which one has been worked off meanwhile.
  expect(work.waitSeconds('a')).toBeCloseTo(3.98);
  await expect(work.timed('a', taking(1))).rejects.toThrow(OverWorkLimit);
  expect(clock.seconds).toBeCloseTo(1.04);
});

test('the charge for a piece of work does not count against the same piece', async () => {
  const { clock, work } = limited();
  const { result, steps } = await work.measured('a', () => {
    clock.seconds += 2.02;
    return 'parsed';
  });
  expect([result, steps]).toEqual(['parsed', 10_000_000]);
  expect(work.waitSeconds('a')).toBeCloseTo(7);
  expect(() => work.check('a', steps)).not.toThrow();
});

test('pieces of another name wait for one piece of a name with many', async () => {
  const { work } = limited();
  const done: string[] = [];
  const names = ['costly', 'costly', 'costly', 'costly', 'quiet'];
  await Promise.all(names.map((name) => work.piece(name, () => done.push(name))));
  expect(done.indexOf('quiet')).toBeLessThanOrEqual(2);
});

test('work with counted steps is charged the time above what its steps should take', async () => {
  const { clock, work } = limited();
  work.charge('a', atOnce);
  await work.counted('a', () => {
    clock.seconds += 0.05;
    return 200_000;
  });
  expect(work.waitSeconds('a')).toBe(0);
  await work.counted('a', () => {
    clock.seconds += 1.02;
    return 200_000;
  });
  // A second counts five million steps; 1.07 million have been worked off.
  expect(work.waitSeconds('a')).toBeCloseTo(3.73);
});

test('names are served round-robin, regardless of their queue lengths', async () => {
  const scheduler = new RoundRobin();
  const done: string[] = [];
  const pieces = ['a1', 'a2', 'a3', 'a4', 'b1', 'c1', 'b2'].map((piece) =>
    scheduler.run(piece.charAt(0), async () => {
      await setImmediate();
      done.push(piece);
    }),
  );
  await Promise.all(pieces);
  expect(done).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
});

test('one piece runs at a time, and a failure does not delay others', async () => {
  const scheduler = new RoundRobin();
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
    scheduler.run('a', () => piece(true)),
    scheduler.run('a', () => piece(false)),
    scheduler.run('b', () => piece(false)),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  expect(await scheduler.run('a', () => piece(false))).toBe('done');
});
