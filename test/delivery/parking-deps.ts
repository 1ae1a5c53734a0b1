import type { DeliverDeps } from '../../lambdas/delivery/deliver.ts';
import { TrackRecord } from '../../lambdas/delivery/track-record.ts';
import { Failures } from '../../lambdas/destinations/failures.dynamo.ts';
import { slowDownIn } from '../../lambdas/destinations/slow-down.dynamo.ts';
import { ParkingLot } from '../../lambdas/parking/parking-lot.dynamo.ts';
import { Timers } from '../../lambdas/parking/timers.dynamo.ts';
import { WorkLimit } from '../../lambdas/runtime/work-limit.ts';
import { tellingNobody } from '../operator-events/announcing.ts';
import { NOW } from '../support/builders.ts';
import { ONLY_SMALL } from '../support/objects.ts';
import type { Tables } from '../support/tables.ts';

/**
 * What the deliverer needs to park, with the defaults of a stage; no event of its is large, and
 * operators are told of nothing.
 */
export const parkingDeps = ({
  client,
  log,
  destinations,
}: Tables): Pick<
  DeliverDeps,
  | 'eventData'
  | 'parking'
  | 'timers'
  | 'parkedDays'
  | 'parkWaitsAfterSeconds'
  | 'keepsForDisabled'
  | 'failures'
  | 'announcements'
  | 'alertFailureCount'
  | 'autoDisable'
  | 'trackRecord'
  | 'slowDown'
  | 'patienceMs'
  | 'work'
> => ({
  eventData: ONLY_SMALL,
  parking: new ParkingLot(client, log),
  timers: new Timers(client, log),
  parkedDays: 14,
  parkWaitsAfterSeconds: 900,
  keepsForDisabled: true,
  failures: new Failures(client, destinations),
  announcements: tellingNobody(),
  alertFailureCount: 100,
  autoDisable: false,
  trackRecord: new TrackRecord(),
  slowDown: slowDownIn(client, destinations),
  patienceMs: 2_000,
  work: new WorkLimit(() => NOW),
});
