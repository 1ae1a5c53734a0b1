import { expect, test } from 'vitest';
import { checkConsistency } from './check-consistency.ts';
import { destinationsOf, eventAt, TENANTS } from './plan.ts';
import type { AttemptRow, Recorded } from './recorded.ts';
import { StoredObjects } from './stored-objects.ts';

const EVENTS = 300;
const EVENT = eventAt(10);

const destinations = new Map(
  TENANTS.flatMap((tenant) => tenant.destinations.map(({ bucket }) => [bucket, `des_${bucket}`])),
);

const wanted = Array.from({ length: EVENTS }, (_, number) => eventAt(number)).flatMap((event) =>
  destinationsOf(event).map(({ bucket }) => ({ event, bucket })),
);
const [BUCKET = ''] = destinationsOf(EVENT).map(({ bucket }) => bucket);

/** The snapshot of a run without errors. */
const storedObjects = (
  isThere: (bucket: string, id: string) => boolean = () => true,
): StoredObjects => {
  const stored = new StoredObjects();
  for (const { event, bucket } of wanted) {
    if (isThere(bucket, event.id)) stored.enter(bucket, `${event.id}.json`, event.id, event.data);
  }
  return stored;
};

const isIt = (bucket: string, id: string): boolean => bucket === BUCKET && id === EVENT.id;

const anAttempt = (given: Partial<AttemptRow> = {}): AttemptRow => ({
  ...{ event_id: EVENT.id, destination_id: `des_${BUCKET}` },
  ...{ attempt_number: 1, status: 'success' },
  ...given,
});

const aRecord = (given: Partial<Recorded> = {}): Recorded => ({
  events: Array.from({ length: EVENTS }, (_, number) => eventAt(number).id),
  attempts: wanted.map(({ event, bucket }) =>
    anAttempt({ event_id: event.id, destination_id: `des_${bucket}` }),
  ),
  leftOver: [],
  ...given,
});

/** The attempts of a run in which one delivery has the given attempts. */
const withAttempts = (...attempts: AttemptRow[]): Recorded => {
  const others = aRecord().attempts.filter(
    ({ event_id, destination_id }) => !isIt(destination_id.replace('des_', ''), event_id),
  );
  return aRecord({ attempts: [...others, ...attempts] });
};

const violationsOf = (stored: StoredObjects, recorded: Recorded): string =>
  checkConsistency(EVENTS, stored, recorded, destinations).violations.join('\n');

test('reports nothing when every event is once in each bucket that matches it', () => {
  expect(violationsOf(storedObjects(), aRecord())).toBe('');
});

test('reports an event that is missing from a bucket as lost', () => {
  const stored = storedObjects((bucket, id) => !isIt(bucket, id));
  expect(violationsOf(stored, aRecord())).toContain(
    `lost, 1 times:\n  ${EVENT.id} is not in ${BUCKET}`,
  );
});

test('reports an event under two keys as duplicated', () => {
  const stored = storedObjects();
  stored.enter(BUCKET, 'again.json', EVENT.id, EVENT.data);
  expect(violationsOf(stored, aRecord())).toContain('duplicated, 1 times');
});

test('accepts an event that is written again under the same key', () => {
  const stored = storedObjects();
  stored.enter(BUCKET, `${EVENT.id}.json`, EVENT.id, EVENT.data);
  expect(violationsOf(stored, aRecord())).toBe('');
});

test('reports an object in a bucket that did not match it', () => {
  const stored = storedObjects();
  stored.enter('elsewhere', 'a.json', EVENT.id, EVENT.data);
  expect(violationsOf(stored, aRecord())).toContain('miscounted');
});

test('reports an object whose data differs from the event’s', () => {
  const stored = storedObjects();
  stored.enter(BUCKET, `${EVENT.id}.json`, EVENT.id, '{"n":10}');
  expect(violationsOf(stored, aRecord())).toContain('is not what was published');
});

test('reports an event that is recorded twice or not at all', () => {
  const [first = '', ...events] = aRecord().events;
  expect(violationsOf(storedObjects(), aRecord({ events }))).toContain(
    `not recorded, 1 times:\n  ${first}`,
  );
  expect(violationsOf(storedObjects(), aRecord({ events: [first, first, ...events] }))).toContain(
    'miscounted',
  );
});

test('reports attempts with a gap, two successes, or no success at the end', () => {
  const failed = { status: 'failed' };
  const second = anAttempt({ attempt_number: 2 });
  const wrong: [string, Recorded][] = [
    ['misnumbered', withAttempts(second)],
    ['does not end with its only success', withAttempts()],
    ['does not end with its only success', withAttempts(anAttempt(failed))],
    ['does not end with its only success', withAttempts(anAttempt(), second)],
    [
      'attempted without a match',
      withAttempts(anAttempt(), anAttempt({ destination_id: 'des_x' })),
    ],
  ];
  for (const [violation, recorded] of wrong)
    expect(violationsOf(storedObjects(), recorded)).toContain(violation);
  expect(violationsOf(storedObjects(), withAttempts(anAttempt(failed), second))).toBe('');
});

/** The object of a batch with events of a bucket. */
const batchOf = (ids: readonly string[], events = ids.length) => ({
  batchId: 'bat_1',
  metadata: { 'waybill-events': String(events) },
  body: Buffer.from(ids.map((id) => `{"id":"${id}","data":${EVENT.data}}\n`).join('')),
});

const batchAttempt = anAttempt({ event_id: 'bat_1', batch: { events: 1 } });

test('finds an event and its attempts in its batch, which may be written again', () => {
  const stored = storedObjects((bucket, id) => !isIt(bucket, id));
  stored.enterBatch(BUCKET, 'b', batchOf([EVENT.id]));
  stored.enterBatch(BUCKET, 'b', batchOf([EVENT.id]));
  const empty = anAttempt({ event_id: 'bat_2', batch: { events: 0 } });
  expect(violationsOf(stored, withAttempts(batchAttempt, empty))).toBe('');
});

test('reports a batch that changes, that has an event twice, or that was not written', () => {
  const stored = storedObjects();
  stored.enterBatch(BUCKET, 'b', batchOf([EVENT.id, EVENT.id]));
  stored.enterBatch(BUCKET, 'b', batchOf([EVENT.id]));
  const unwritten = anAttempt({ event_id: 'bat_2', batch: { events: 1 } });
  const violations = violationsOf(stored, withAttempts(batchAttempt, unwritten));
  expect(violations).toContain('b has 1 events in 2 rows');
  expect(violations).toContain('bat_1 changed');
  expect(violations).toContain('duplicated, 1 times');
  expect(violations).toContain('attempted without a match, 1 times:\n  bat_2');
});

test('reports messages left in a queue and parked deliveries', () => {
  const recorded = aRecord({ leftOver: ['3 messages in delivery'] });
  expect(violationsOf(storedObjects(), recorded)).toContain('3 messages in delivery');
});
