import { expect, test } from 'vitest';
import { balanceOf } from './balance.ts';
import { Ledger } from './ledger.ts';
import { destinationsOf, eventAt, TENANTS } from './plan.ts';
import type { AttemptRow, Recorded } from './recorded.ts';

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
const aLedger = (isThere: (bucket: string, id: string) => boolean = () => true): Ledger => {
  const ledger = new Ledger();
  for (const { event, bucket } of wanted) {
    if (isThere(bucket, event.id))
      ledger.enter(bucket, `${event.id}.json`, event.id, Buffer.from(event.data));
  }
  return ledger;
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

const faultsOf = (ledger: Ledger, recorded: Recorded): string =>
  balanceOf(EVENTS, ledger, recorded, destinations).faults.join('\n');

test('reports nothing when every event is once in each bucket that matches it', () => {
  expect(faultsOf(aLedger(), aRecord())).toBe('');
});

test('reports an event that is missing from a bucket as lost', () => {
  const ledger = aLedger((bucket, id) => !isIt(bucket, id));
  expect(faultsOf(ledger, aRecord())).toContain(
    `lost, 1 times:\n  ${EVENT.id} is not in ${BUCKET}`,
  );
});

test('reports an event under two keys as duplicated', () => {
  const ledger = aLedger();
  ledger.enter(BUCKET, 'again.json', EVENT.id, Buffer.from(EVENT.data));
  expect(faultsOf(ledger, aRecord())).toContain('doubled, 1 times');
});

test('accepts an event that is written again under the same key', () => {
  const ledger = aLedger();
  ledger.enter(BUCKET, `${EVENT.id}.json`, EVENT.id, Buffer.from(EVENT.data));
  expect(faultsOf(ledger, aRecord())).toBe('');
});

test('reports an object in a bucket that did not match it', () => {
  const ledger = aLedger();
  ledger.enter('elsewhere', 'a.json', EVENT.id, Buffer.from(EVENT.data));
  expect(faultsOf(ledger, aRecord())).toContain('miscounted');
});

test('reports an object whose data differs from the event’s', () => {
  const ledger = aLedger();
  ledger.enter(BUCKET, `${EVENT.id}.json`, EVENT.id, Buffer.from('{"n":10}'));
  expect(faultsOf(ledger, aRecord())).toContain('is not what was published');
});

test('reports an event that is recorded twice or not at all', () => {
  const [first = '', ...events] = aRecord().events;
  expect(faultsOf(aLedger(), aRecord({ events }))).toContain(`not recorded, 1 times:\n  ${first}`);
  expect(faultsOf(aLedger(), aRecord({ events: [first, first, ...events] }))).toContain(
    'miscounted',
  );
});

test('reports attempts with a gap, two successes, or no success at the end', () => {
  const failed = { status: 'failed' };
  const second = anAttempt({ attempt_number: 2 });
  const wrong: [string, Recorded][] = [
    ['misnumbered', withAttempts(second)],
    ['not ended by its one success', withAttempts()],
    ['not ended by its one success', withAttempts(anAttempt(failed))],
    ['not ended by its one success', withAttempts(anAttempt(), second)],
    ['attempted for nobody', withAttempts(anAttempt(), anAttempt({ destination_id: 'des_x' }))],
  ];
  for (const [fault, recorded] of wrong) expect(faultsOf(aLedger(), recorded)).toContain(fault);
  expect(faultsOf(aLedger(), withAttempts(anAttempt(failed), second))).toBe('');
});

test('reports messages left in a queue and parked deliveries', () => {
  const recorded = aRecord({ leftOver: ['3 messages in delivery'] });
  expect(faultsOf(aLedger(), recorded)).toContain('3 messages in delivery');
});
