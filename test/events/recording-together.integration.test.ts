import { randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { EventStore } from '../../lambdas/events/event-store.dynamo.ts';
import { AwsError } from '../../lambdas/platform/aws/calls/aws-error.ts';
import { anEvent, NOW } from '../support/builders.ts';
import { startTables, type Tables } from '../support/tables.ts';

const RETENTION_DAYS = 30;

let tables: Tables;
let events: EventStore;
beforeAll(async () => {
  tables = await startTables();
  events = new EventStore(tables.client, tables.log, RETENTION_DAYS, () => NOW);
});
afterAll(() => tables.stop());
afterEach(() => {
  vi.restoreAllMocks();
});

/** Records events in concurrent tasks of one run. */
const recordTogether = (given: readonly Parameters<typeof anEvent>[0][], now = NOW) => {
  const store = events.batching();
  const record = (one: Parameters<typeof anEvent>[0]) =>
    store.run(() => store.record(anEvent(one), ['des_1'], now));
  return Promise.allSettled(given.map(record));
};

const recorded = (value: boolean) => ({ status: 'fulfilled', value });

const watched = () => ({
  statements: vi.spyOn(tables.client, 'batchExecuteStatement'),
  put: vi.spyOn(tables.client, 'put'),
});

const named = (prefix: string, length: number) =>
  Array.from({ length }, (_, n) => ({ id: `${prefix}-${n}` }));

const found = async (given: readonly { readonly id: string }[]) =>
  (await Promise.all(given.map(({ id }) => events.find('acme', id)))).map((event) => event?.id);

const failing = (name: string, httpStatusCode: number) =>
  new AwsError(name, 'failed', { httpStatusCode, requestId: 'r' });

test('the events of a run are recorded by one call, as they would be by themselves', async () => {
  const calls = watched();
  const data = JSON.stringify({ text: 'ü"\\'.repeat(1_000), empty: '' });
  const event = { data, metadata: { source: 'shop' }, eligible_for_retry: false };
  const together = [
    { id: 'rich', ...event },
    { id: 'plain', topic: '' },
  ];
  expect(await recordTogether(together)).toEqual([recorded(true), recorded(true)]);
  expect(calls.statements).toHaveBeenCalledTimes(1);
  expect(calls.put).not.toHaveBeenCalled();
  await events.record(anEvent({ id: 'alone', ...event }), ['des_1'], NOW);
  const { id: _id, position: _position, ...rich } = (await events.find('acme', 'rich')) ?? {};
  expect(await events.find('acme', 'alone')).toMatchObject(rich);
  expect(rich).toMatchObject(event);
});

test('a call records 25 events at most', async () => {
  const calls = watched();
  const many = named('many', 60);
  expect(await recordTogether(many)).toEqual(many.map(() => recorded(true)));
  expect(calls.statements.mock.calls.map(([{ Statements }]) => Statements?.length)).toEqual([
    25, 25, 10,
  ]);
  expect(await found(many)).toEqual(many.map(({ id }) => id));
});

test('an event without others is put, and so is one that is larger than others', async () => {
  const calls = watched();
  await recordTogether([{ id: 'single' }]);
  const data = JSON.stringify({ random: randomBytes(180_000).toString('base64') });
  await recordTogether([
    { id: 'large-1', data },
    { id: 'large-2', data },
  ]);
  expect(calls.put).toHaveBeenCalledTimes(3);
  expect(calls.statements).not.toHaveBeenCalled();
});

test('an event that is recorded already is not recorded again, and the others are', async () => {
  const again = [{ id: 'known' }, { id: 'new-1' }, { id: 'twice' }, { id: 'twice' }];
  await events.record(anEvent({ id: 'known', data: '{"first":true}' }), ['des_1'], NOW);
  const results = await recordTogether(again);
  expect(results.slice(0, 2)).toEqual([recorded(false), recorded(true)]);
  expect(results.slice(2)).toEqual(expect.arrayContaining([recorded(true), recorded(false)]));
  expect(await events.find('acme', 'known')).toMatchObject({ data: '{"first":true}' });
});

test('an event takes the place of one that has expired', async () => {
  const pair = named('expiring', 2);
  await recordTogether(pair);
  const later = new Date(NOW.getTime() + (RETENTION_DAYS + 1) * 86_400_000);
  expect(await recordTogether(pair, later)).toEqual([recorded(true), recorded(true)]);
});

test('an event that the call did not insert is put by itself', async () => {
  const { batchExecuteStatement } = tables.client;
  const calls = watched();
  calls.statements.mockImplementationOnce(async function (this: Tables['client'], input) {
    const Statements = input.Statements?.slice(0, 1);
    await Reflect.apply(batchExecuteStatement, this, [{ ...input, Statements }]);
    return { Responses: [{}, { Error: { Code: 'ThrottlingError' } }] };
  });
  const three = named('in-part', 3);
  expect(await recordTogether(three)).toEqual(three.map(() => recorded(true)));
  expect(calls.put).toHaveBeenCalledTimes(2);
  expect(await found(three)).toEqual(three.map(({ id }) => id));
});

test('a rejected call records each event by itself', async () => {
  vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const calls = watched();
  calls.statements.mockRejectedValueOnce(failing('AccessDeniedException', 400));
  const two = named('denied', 2);
  expect(await recordTogether(two)).toEqual([recorded(true), recorded(true)]);
  expect(calls.put).toHaveBeenCalledTimes(2);
});

test('a call that a retry may cure fails all its events, and records none', async () => {
  const calls = watched();
  const error = failing('InternalServerError', 500);
  calls.statements.mockRejectedValueOnce(error);
  const two = named('down', 2);
  const failed = { status: 'rejected', reason: error };
  expect(await recordTogether(two)).toEqual([failed, failed]);
  expect(await found(two)).toEqual([undefined, undefined]);
  expect(await recordTogether(two)).toEqual([recorded(true), recorded(true)]);
});

test('events that are recorded outside of a run are put separately, without a shared call', async () => {
  const calls = watched();
  const two = named('no-run', 2);
  const records = two.map((one) => events.record(anEvent(one), ['des_1'], NOW));
  expect(await Promise.all(records)).toEqual([true, true]);
  expect(calls.statements).not.toHaveBeenCalled();
  expect(calls.put).toHaveBeenCalledTimes(2);
});
