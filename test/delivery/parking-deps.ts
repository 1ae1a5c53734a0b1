import type { DeliverDeps } from '../../lambdas/delivery/deliver.ts';
import { SlowDestinationCache } from '../../lambdas/delivery/slow-destinations.ts';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { FailureCounters } from '../../lambdas/destinations/failure-counters.dynamo.ts';
import { ParkingLot } from '../../lambdas/parking/parking-lot.dynamo.ts';
import { Timers } from '../../lambdas/parking/timers.dynamo.ts';
import { WorkLimit } from '../../lambdas/platform/rate-limit/work-limit.ts';
import { disabledOutbox } from '../operator-events/recording-outbox.ts';
import { NOW } from '../support/builders.ts';
import { ONLY_SMALL } from '../support/objects.ts';
import type { Tables } from '../support/tables.ts';

/**
 * Deliverer dependencies with the defaults of a stage. No event is large, and no operator events are
 * emitted.
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
  | 'parkedRetentionDays'
  | 'parkRetriesAfterSeconds'
  | 'parkForDisabled'
  | 'failures'
  | 'outbox'
  | 'consecutiveFailureThreshold'
  | 'autoDisable'
  | 'slowDestinations'
  | 'slowDown'
  | 'timeoutMs'
  | 'work'
> => ({
  eventData: ONLY_SMALL,
  parking: new ParkingLot(client, log),
  timers: new Timers(client, log),
  parkedRetentionDays: 14,
  parkRetriesAfterSeconds: 900,
  parkForDisabled: true,
  failures: new FailureCounters(client, destinations),
  outbox: disabledOutbox(),
  consecutiveFailureThreshold: 100,
  autoDisable: false,
  slowDestinations: new SlowDestinationCache(),
  slowDown: (destination, until) =>
    new DestinationStore(client, destinations).slowDown(destination, until),
  timeoutMs: 2_000,
  work: new WorkLimit(() => NOW),
});
