import { expect, test } from 'vitest';
import { deliveriesOf, outcomeOf } from '../../portal/events/outcome.ts';

const event = { id: 'evt_1', matched_destination_ids: ['des_1', 'des_2'] };
const attempt = (
  destination_id: string,
  attempt_number: number,
  status: 'success' | 'failed',
  event_id = 'evt_1',
) => ({ event_id, destination_id, attempt_number, status });
const outcome = (...attempts: Parameters<typeof deliveriesOf>[1]) =>
  outcomeOf(deliveriesOf(event, attempts));

test('an event is pending until every destination has an attempt', () => {
  expect(outcome()).toEqual({ state: 'waiting', delivered: 0, failed: 0, total: 2 });
  expect(outcome(attempt('des_1', 1, 'success'))).toMatchObject({ state: 'waiting', delivered: 1 });
});

test('an event is delivered when every destination has it', () => {
  expect(outcome(attempt('des_1', 1, 'success'), attempt('des_2', 1, 'success'))).toEqual({
    state: 'delivered',
    delivered: 2,
    failed: 0,
    total: 2,
  });
});

test('one failed delivery makes an event failed', () => {
  expect(outcome(attempt('des_1', 1, 'success'), attempt('des_2', 1, 'failed'))).toMatchObject({
    state: 'failed',
    delivered: 1,
    failed: 1,
  });
});

test('the attempt with the highest number decides, in any order', () => {
  const attempts = [attempt('des_1', 2, 'success'), attempt('des_1', 1, 'failed')];
  for (const each of [attempts, attempts.toReversed()]) {
    expect(deliveriesOf(event, each)[0]?.last).toMatchObject({ attempt_number: 2 });
  }
});

test('an attempt at a batch counts for each of its events on the page', () => {
  const ofBatch = {
    ...attempt('des_1', 1, 'success', 'evt_9'),
    batch: { event_ids: ['evt_9', 'evt_1'] },
  };
  expect(outcome(ofBatch)).toMatchObject({ delivered: 1 });
  expect(outcome({ ...ofBatch, batch: { event_ids: ['evt_9'] } })).toMatchObject({ delivered: 0 });
});

test('attempts of other events do not count, those of other destinations do', () => {
  expect(outcome(attempt('des_1', 1, 'failed', 'evt_2'))).toMatchObject({ failed: 0 });
  expect(outcome(attempt('des_3', 1, 'failed'))).toMatchObject({ failed: 1, total: 3 });
});
