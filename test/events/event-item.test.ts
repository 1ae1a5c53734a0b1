import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MAX_INLINE_BYTES, type StoredEvent } from '../../lambdas/events/event.ts';
import { eventItem, eventRow, recordedEvent } from '../../lambdas/events/event-item.dynamo.ts';
import { itemSize, writeUnits } from '../../lambdas/platform/dynamodb/item-size.ts';
import { anEvent, NOW } from '../support/builders.ts';

const itemOf = (event: StoredEvent): Record<string, unknown> =>
  eventItem(event, { destination_ids: ['des_1'] }, NOW, 30);

const withData = (data: string) => itemOf(anEvent({ data }));

const unitsOf = (item: Record<string, unknown>): number => writeUnits(itemSize(item));

/** The size of an item without its data. */
const REST = itemSize(withData(''));

const text = (length: number): string => JSON.stringify({ a: 'x'.repeat(length) });

test.each([
  [1_024, 'as it is'],
  [1_025, 'deflated'],
])('data that makes an item of %d bytes is stored %s', (bytes, how) => {
  const data = text(bytes - REST - text(0).length);
  const item = withData(data);
  expect(typeof item.data).toBe(how === 'deflated' ? 'object' : 'string');
  expect(unitsOf(item)).toBe(1);
  expect(recordedEvent(item)).toMatchObject({ data });
});

test('data that cannot be deflated to fewer write units is stored as it is', () => {
  const data = JSON.stringify({ a: randomBytes(900).toString('base64') });
  expect(data.length + REST).toBeGreaterThan(1_024);
  expect(withData(data).data).toBe(data);
});

test('an event of a kilobyte takes one write unit', () => {
  const order = (n: number) => ({ sku: `SKU-${n * 7919}`, name: `Item ${n}`, price: n * 9.99 });
  const items = [...Array(17).keys()].map(order);
  const event = anEvent({
    id: 'evt_01M81Y84DA3XY2YJGNY6JCNQS3',
    tenant_incarnation: '01M81Y84DA3XY2YJGNY6JCNQS3',
    data: JSON.stringify({ order_id: '4711', customer: { id: 'c1', name: 'Zoë' }, items }),
  });
  expect(Buffer.byteLength(event.data)).toBeGreaterThan(900);
  expect(unitsOf(itemOf(event))).toBe(1);
});

test('data is read back byte for byte, deflated or not', () => {
  const character = fc.constantFrom('a', 'é', '€', '𝄞', '\\u0000', '\\ud800', '"', ' ', '\u2028');
  fc.assert(
    fc.property(fc.string({ unit: character }), fc.nat({ max: 300 }), (some, times) => {
      const data = some.repeat(times).slice(0, 200_000).toWellFormed();
      expect(recordedEvent(withData(data))).toMatchObject({ data });
    }),
    { numRuns: 100 },
  );
});

test('the largest inline data is read back', () => {
  const data = text(MAX_INLINE_BYTES - text(0).length);
  expect(recordedEvent(withData(data))).toMatchObject({ data });
});

test('data that inflates beyond the largest event is rejected', () => {
  const item = withData(text(MAX_INLINE_BYTES));
  expect(() => recordedEvent(item)).toThrow(/larger than/);
});

test.each([
  ['all members', { tenant_incarnation: 'INC', eligible_for_retry: false }],
  ['no topic and no metadata', { topic: '', metadata: {} }],
  ['a time of a clock', { time: '2026-11-22T10:00:00.120Z' }],
  ['a time of nanoseconds', { time: '2026-11-22T10:00:00.123456789Z' }],
  ['an id with any characters', { id: 'a#b/c d' }],
])('an event with %s is read as it was recorded', (_what, given) => {
  const event = anEvent(given);
  const { position, ...read } = recordedEvent(itemOf(event));
  expect(read).toEqual({
    ...event,
    destination_ids: ['des_1'],
    accepted_at: NOW.toISOString(),
  });
  expect(position).toMatch(/^2026-11-22T/);
});

test('an event has the incarnations of its destinations', () => {
  const matched = {
    destination_ids: ['des_1', 'des_2'],
    destination_incarnations: ['', 'INC'],
    undecided_ids: ['des_2'],
  };
  const item = eventItem(anEvent(), matched, NOW, 30);
  expect(recordedEvent(item)).toMatchObject(matched);
  expect(eventRow(item)).toMatchObject({
    event_id: 'evt_1',
    tenant_id: 'acme',
    destination_ids: ['des_1', 'des_2'],
  });
});
