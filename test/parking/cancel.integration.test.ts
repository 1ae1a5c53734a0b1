import { ulid } from 'ulid';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AttemptStore } from '../../lambdas/attempts/attempt-store.dynamo.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { batchId } from '../../lambdas/events/batch-id.ts';
import { EventStore } from '../../lambdas/events/event-store.dynamo.ts';
import { parkedRoutes } from '../../lambdas/parking/parked.routes.ts';
import { ParkingLot } from '../../lambdas/parking/parking-lot.dynamo.ts';
import { httpHandler } from '../../lambdas/platform/http/http-handler.ts';
import { recordingOutbox } from '../operator-events/recording-outbox.ts';
import { aDestination, NOW } from '../support/builders.ts';
import { aContext, anHttpEvent } from '../support/lambda.ts';
import { startTables, type Tables } from '../support/tables.ts';
import { aParked } from './builders.ts';

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
});
afterAll(() => tables.stop());

test('a parked batch can be cancelled, and the cancellation is recorded', async () => {
  const { client, log } = tables;
  const destinations = new DestinationStore(client, tables.destinations);
  await destinations.put(aDestination());
  const parking = new ParkingLot(client, log);
  const attempts = new AttemptStore(client, log, 30, () => NOW);
  const openedAt = '2026-11-22T09:00:00.123Z';
  const parked = aParked({
    event_id: batchId('BATCH#acme#des_1#2026-11-22#0', 0, openedAt),
    event_time: openedAt,
    ...{ attempt_number: 1, topic: '', reason: 'blocked' },
    batch: {
      ...{ log: 'BATCH#acme#des_1#2026-11-22#0', first: 0, last: 1 },
      ...{ partition: 'date=2026-11-22/', cut: 'age', events: 2, bytes: 200 },
    },
  });
  await parking.park(parked);
  const routes = parkedRoutes({
    parking,
    attempts,
    destinations,
    events: new EventStore(client, log, 30, () => NOW),
    destinationIdsOf: async () => ['des_1'],
    countAttempt: async () => {},
    outbox: recordingOutbox().outbox,
    now: () => NOW,
    newId: (at) => ulid(at.getTime()),
  });
  const path = `/api/v1/tenants/acme/destinations/des_1/parked/${parked.event_id}`;
  const cancel = async () =>
    (await httpHandler(routes)(anHttpEvent('DELETE', path), aContext())).statusCode;
  expect(await cancel()).toBe(200);
  expect(await attempts.existing(parked)).toMatchObject({ code: 'cancelled', batch: parked.batch });
  expect(await parking.find(parked)).toBeUndefined();
  expect(await cancel()).toBe(404);
});
