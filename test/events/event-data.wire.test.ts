import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Event, KeptEvent } from '../../lambdas/events/event.ts';
import { EVENTS, isLarge } from '../../lambdas/events/event-data.ts';
import { anEvent, NOW } from '../support/builders.ts';
import { ONLY_SMALL, startObjects } from '../support/objects.ts';

let store: Awaited<ReturnType<typeof startObjects>>;
beforeAll(async () => {
  store = await startObjects();
});
afterAll(() => store.stop());

/** What JavaScript would respell, and what stores might. */
const ODD =
  '"big":12345678901234567890,"one":1.0,"e":1e3,"é":"ü🌍\\u0000\\uFFFE","":{"b":1,"a":[]}';
const aLargeEvent = (given: Partial<Event> = {}): Event =>
  anEvent({ data: `{${ODD},"blob":"${'x'.repeat(300_000)}"}`, ...given });

const refOf = (event: KeptEvent) => {
  if (!('data_ref' in event)) throw new Error('it is not large');
  return event.data_ref;
};

test('an event is large from 262,145 bytes on, all of it as JSON', () => {
  const { data: _, ...facts } = anEvent();
  const room = 262_144 - JSON.stringify(facts).length - '{"b":""}'.length;
  const of = (bytes: number) => anEvent({ data: `{"b":"${'x'.repeat(bytes)}"}` });
  expect(isLarge(of(room))).toBe(false);
  expect(isLarge(of(room + 1))).toBe(true);
});

test('a small event is kept as it is, and never touches the bucket', async () => {
  const event = anEvent();
  expect(await ONLY_SMALL.keep(event, NOW)).toEqual(event);
  expect(await ONLY_SMALL.of(event)).toBe(event.data);
});

test('a large event is kept without its data, which is read to the letter', async () => {
  const event = aLargeEvent();
  const kept = await store.eventData.keep(event, NOW);
  const { data, ...facts } = event;
  expect(kept).toEqual({
    ...facts,
    data_ref: {
      key: expect.stringMatching(new RegExp(`^${EVENTS}[0-9a-f]{64}/\\d+-[0-9a-f]{64}$`)),
      bytes: Buffer.byteLength(data),
    },
  });
  expect((await store.eventData.of(kept)) === data).toBe(true);
});

test('other data, another event, another tenant or another time is another object', async () => {
  const first = refOf(await store.eventData.keep(aLargeEvent(), NOW)).key;
  const others = [
    aLargeEvent({ data: aLargeEvent().data.replace('1.0', '1.00') }),
    aLargeEvent({ id: 'evt_2' }),
    aLargeEvent({ tenant_id: 'globex' }),
    // Names that run together are told apart.
    aLargeEvent({ tenant_id: 'acm', id: 'eevt_1' }),
  ].map(async (event) => refOf(await store.eventData.keep(event, NOW)).key);
  const later = new Date(NOW.getTime() + 1);
  others.push(store.eventData.keep(aLargeEvent(), later).then((kept) => refOf(kept).key));
  const keys = await Promise.all(others);
  expect(new Set([first, ...keys]).size).toBe(6);
});

test('data that is gone has expired', async () => {
  const kept = await store.eventData.keep(aLargeEvent({ id: 'erased' }), NOW);
  await store.eventData.erase(refOf(kept));
  expect(await store.eventData.of(kept)).toBeUndefined();
  expect(await store.eventData.lend(kept, () => 'used')).toBeUndefined();
});

test.each([
  ['longer', '{"other":true}'.padStart(400_000)],
  ['shorter', '{"other":true}'],
])('an object that is not what is on record is a fault: %s', async (name, other) => {
  const kept = await store.eventData.keep(aLargeEvent({ id: name }), NOW);
  await store.put(refOf(kept).key, other);
  await expect(store.eventData.of(kept)).rejects.toThrow(
    `the data of event ${name} is not what is on record`,
  );
});

describe('lending', () => {
  test('gives the data, and answers what was made of it', async () => {
    const kept = await store.eventData.keep(aLargeEvent(), NOW);
    expect(await store.eventData.lend(kept, (data) => data.length)).toBe(aLargeEvent().data.length);
    expect(await store.eventData.lend(anEvent(), (data) => data)).toBe(anEvent().data);
  });

  test('gives large ones one after another, and small ones at once', async () => {
    const kept = await store.eventData.keep(aLargeEvent(), NOW);
    const lent: string[] = [];
    const { promise: isUsed, resolve: used } = Promise.withResolvers<void>();
    const first = store.eventData.lend(kept, async () => {
      lent.push('first');
      await isUsed;
    });
    const second = store.eventData.lend(kept, () => lent.push('second'));
    await store.eventData.lend(anEvent(), () => lent.push('small'));
    used();
    await Promise.all([first, second]);
    expect(lent).toContain('small');
    expect(lent.indexOf('small')).toBeLessThan(lent.indexOf('second'));
    expect(lent.indexOf('first')).toBeLessThan(lent.indexOf('second'));
  });

  test('goes on after one that fails', async () => {
    const kept = await store.eventData.keep(aLargeEvent(), NOW);
    const failing = store.eventData.lend(kept, () => {
      throw new Error('as asked');
    });
    await expect(failing).rejects.toThrow('as asked');
    expect(await store.eventData.lend(kept, () => 'used')).toBe('used');
  });
});
