import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Event, StoredEvent } from '../../lambdas/events/event.ts';
import { EVENTS, isLarge } from '../../lambdas/events/large-payload-store.ts';
import { anEvent, NOW } from '../support/builders.ts';
import { BUCKET, dataOf, ONLY_SMALL, startObjects } from '../support/objects.ts';

let store: Awaited<ReturnType<typeof startObjects>>;
beforeAll(async () => {
  store = await startObjects();
});
afterAll(() => store.stop());

/** Text that JavaScript would re-encode, and that stores might. */
const ODD =
  '"big":12345678901234567890,"one":1.0,"e":1e3,"é":"ü🌍\\u0000\\uFFFE","":{"b":1,"a":[]}';
const aLargeEvent = (given: Partial<Event> = {}): Event =>
  anEvent({ data: `{${ODD},"blob":"${'x'.repeat(300_000)}"}`, ...given });

const refOf = (event: StoredEvent) => {
  if (!('data_ref' in event)) throw new Error('it is not large');
  return event.data_ref;
};

test('an event is large from 262,145 bytes of JSON on', () => {
  const { data: _, ...facts } = anEvent();
  const room = 262_144 - JSON.stringify(facts).length - '{"b":""}'.length;
  const of = (bytes: number) => anEvent({ data: `{"b":"${'x'.repeat(bytes)}"}` });
  expect(isLarge(of(room))).toBe(false);
  expect(isLarge(of(room + 1))).toBe(true);
});

test('a small event stays inline, and the bucket is not used', async () => {
  const event = anEvent();
  expect(await ONLY_SMALL.keep(event, NOW)).toEqual(event);
  expect(await ONLY_SMALL.read(event)).toEqual({ kind: 'found', data: event.data });
});

test('a large event is stored without its data, which is read back byte for byte', async () => {
  const event = aLargeEvent();
  const kept = await store.eventData.keep(event, NOW);
  const { data, ...facts } = event;
  expect(kept).toEqual({
    ...facts,
    data_ref: {
      bucket: BUCKET,
      key: expect.stringMatching(new RegExp(`^${EVENTS}[0-9a-f]{64}/\\d+-[0-9a-f]{64}$`)),
      bytes: Buffer.byteLength(data),
    },
  });
  expect((await dataOf(store.eventData, kept)) === data).toBe(true);
});

test('different data, event, tenant or time gives a different object', async () => {
  const first = refOf(await store.eventData.keep(aLargeEvent(), NOW)).key;
  const others = [
    aLargeEvent({ data: aLargeEvent().data.replace('1.0', '1.00') }),
    aLargeEvent({ id: 'evt_2' }),
    aLargeEvent({ tenant_id: 'globex' }),
    // Ids with the same concatenation give different objects.
    aLargeEvent({ tenant_id: 'acm', id: 'eevt_1' }),
  ].map(async (event) => refOf(await store.eventData.keep(event, NOW)).key);
  const later = new Date(NOW.getTime() + 1);
  others.push(store.eventData.keep(aLargeEvent(), later).then((kept) => refOf(kept).key));
  const keys = await Promise.all(others);
  expect(new Set([first, ...keys]).size).toBe(6);
});

test('missing data is expired', async () => {
  const kept = await store.eventData.keep(aLargeEvent({ id: 'erased' }), NOW);
  await store.eventData.erase(refOf(kept));
  expect(await store.eventData.read(kept)).toEqual({ kind: 'expired' });
  expect(await store.eventData.withData(kept, () => 'used')).toEqual({ kind: 'expired' });
});

describe('a stage that uses a bucket other than the one with the data', () => {
  const keptAs = (id: string) => store.eventData.keep(aLargeEvent({ id }), NOW);

  test('returns the bucket with the data, and does not read it', async () => {
    const kept = await keptAs('elsewhere');
    const unavailable = { kind: 'unavailable', bucket: BUCKET };
    expect(await store.newEventData.read(kept)).toEqual(unavailable);
    expect(await store.newEventData.withData(kept, () => 'used')).toEqual(unavailable);
  });

  test('reads a copy in its own bucket', async () => {
    const kept = await keptAs('copied');
    await store.newObjects.put(refOf(kept).key, aLargeEvent().data);
    expect((await dataOf(store.newEventData, kept)) === aLargeEvent().data).toBe(true);
  });

  test('treats data as expired when the record names no bucket', async () => {
    const { bucket: _, ...data_ref } = refOf(await keptAs('of-an-earlier-version'));
    const kept = { ...anEvent({ id: 'of-an-earlier-version' }), data: undefined, data_ref };
    expect(await store.newEventData.read(StoredEvent.parse(kept))).toEqual({ kind: 'expired' });
    expect((await dataOf(store.eventData, StoredEvent.parse(kept))) === aLargeEvent().data).toBe(
      true,
    );
  });

  test('erases only in its own bucket, and returns the bucket that may still hold the data', async () => {
    const kept = await keptAs('erased-elsewhere');
    expect(await store.newEventData.erase(refOf(kept))).toEqual({ leftIn: BUCKET });
    expect(await store.textAt(refOf(kept).key)).toBeDefined();
    expect(await store.eventData.erase(refOf(kept))).toEqual({ leftIn: undefined });
    expect(await store.eventData.read(kept)).toEqual({ kind: 'expired' });
  });
});

test.each([
  ['longer', '{"other":true}'.padStart(400_000)],
  ['shorter', '{"other":true}'],
])('throws when an object differs from the record: %s', async (name, other) => {
  const kept = await store.eventData.keep(aLargeEvent({ id: name }), NOW);
  await store.put(refOf(kept).key, other);
  await expect(store.eventData.read(kept)).rejects.toThrow(
    `the data of event ${name} does not match its record`,
  );
});

describe('lending', () => {
  test('passes the data to the callback, and returns its result', async () => {
    const kept = await store.eventData.keep(aLargeEvent(), NOW);
    expect(await store.eventData.withData(kept, (data) => data.length)).toEqual({
      kind: 'with_data',
      result: aLargeEvent().data.length,
    });
    expect(await store.eventData.withData(anEvent(), async (data) => data)).toEqual({
      kind: 'with_data',
      result: anEvent().data,
    });
  });

  test('processes large events one at a time, and small ones concurrently', async () => {
    const kept = await store.eventData.keep(aLargeEvent(), NOW);
    const loaded: string[] = [];
    const { promise: isUsed, resolve: used } = Promise.withResolvers<void>();
    const first = store.eventData.withData(kept, async () => {
      loaded.push('first');
      await isUsed;
    });
    const second = store.eventData.withData(kept, () => loaded.push('second'));
    await store.eventData.withData(anEvent(), () => loaded.push('small'));
    used();
    await Promise.all([first, second]);
    expect(loaded).toContain('small');
    expect(loaded.indexOf('small')).toBeLessThan(loaded.indexOf('second'));
    expect(loaded.indexOf('first')).toBeLessThan(loaded.indexOf('second'));
  });

  test('continues after a failure', async () => {
    const kept = await store.eventData.keep(aLargeEvent(), NOW);
    const failing = store.eventData.withData(kept, () => {
      throw new Error('as asked');
    });
    await expect(failing).rejects.toThrow('as asked');
    expect(await store.eventData.withData(kept, () => 'used')).toEqual({
      kind: 'with_data',
      result: 'used',
    });
  });
});
