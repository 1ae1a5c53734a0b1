import { beforeEach, expect, test } from 'vitest';
import { FairShare } from '../../local/queues/fair-share.ts';

/** A message such as `a1` belongs to group `a`; one such as `-1` has no group. */
const aMessage = (name: string) => {
  const [group = '-'] = name;
  return { name, ...(group !== '-' && { messageGroupId: group }) };
};

let share: FairShare;
beforeEach(() => {
  share = new FairShare();
});

/** The names of the next received messages. */
const next = (names: string[], max: number, now: number) =>
  share.next(names.map(aMessage), max, now).map(({ name }) => name);

/** Messages that were received at `since` and deleted `ms` later. */
const handled = (names: string[], since: number, ms: number): void => {
  for (const name of names) share.begun(name, aMessage(name), since);
  for (const name of names) share.ended(name, since + ms);
};

const inFlight = (names: string[], now: number): void => {
  for (const name of names) share.begun(name, aMessage(name), now);
};

const many = (group: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${group}${n}`);

test('without noisy groups, messages are received in order', () => {
  expect(next(['a1', 'a2', 'b1', '-1'], 3, 0)).toEqual(['a1', 'a2', 'b1']);
});

test('a group that uses most of the time yields to the others', () => {
  handled(['a0'], 0, 1_000);
  expect(next(['a1', 'a2', 'b1', '-1'], 3, 1_000)).toEqual(['b1', '-1', 'a1']);
});

test('a noisy group uses the whole capacity when no other group waits', () => {
  handled(['a0'], 0, 1_000);
  expect(next(['a1', 'a2', 'a3'], 10, 1_000)).toEqual(['a1', 'a2', 'a3']);
});

test('the time that messages in flight have taken so far counts', () => {
  inFlight(['a0'], 0);
  expect(next(['a1', 'b1'], 1, 5_000)).toEqual(['b1']);
});

test('a group with a tenth of the time is not noisy', () => {
  handled(['a0'], 0, 100);
  handled(['b0', 'c0', 'd0', 'e0', 'f0', 'g0', 'h0', 'i0', 'j0'], 0, 100);
  expect(next(['a1', 'k1'], 1, 100)).toEqual(['a1']);
});

test('a group with thirty messages in flight and more than a tenth of all is noisy', () => {
  inFlight([...many('a', 30), ...many('-', 200)], 0);
  expect(next(['a31', 'b1'], 1, 0)).toEqual(['b1']);
});

test('a group with fewer in flight is not noisy', () => {
  inFlight([...many('a', 29), ...many('-', 200)], 0);
  expect(next(['a31', 'b1'], 1, 0)).toEqual(['a31']);
});

test('among noisy groups, the one with the fewest messages in flight is next', () => {
  handled(['a0', 'b0'], 0, 1_000);
  inFlight(['a1', 'a2', 'b1'], 1_000);
  expect(next(['a3', 'a4', 'b2', 'b3', 'c1'], 4, 1_000)).toEqual(['c1', 'b2', 'a3', 'b3']);
});

test('a noisy group becomes quiet when none of its messages waits', () => {
  handled(['a0'], 0, 1_000);
  next(['a1'], 1, 1_000);
  next([], 1, 1_000);
  handled(many('-', 100), 1_000, 1_000);
  expect(next(['a2', 'b1'], 1, 2_000)).toEqual(['a2']);
});

test('a noisy group stays noisy while messages wait, though its share has become small', () => {
  handled(['a0'], 0, 1_000);
  next(['a1', 'a2'], 1, 1_000);
  handled(many('-', 100), 1_000, 1_000);
  expect(next(['a2', 'b1'], 1, 2_000)).toEqual(['b1']);
});

test('older usage has less weight', () => {
  handled(['a0'], 0, 1_000);
  handled(['b0'], 600_000, 10);
  expect(next(['b1', 'a1'], 1, 600_010)).toEqual(['a1']);
});

test('a message that ends twice counts once', () => {
  share.begun('a0', aMessage('a0'), 0);
  share.ended('a0', 1);
  share.ended('a0', 60_000);
  handled(['b0'], 0, 1_000);
  expect(next(['b1', 'a1'], 1, 60_000)).toEqual(['a1']);
});
