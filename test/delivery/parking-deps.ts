import type { DeliverDeps } from '../../lambdas/delivery/deliver.ts';
import { ParkingLot } from '../../lambdas/parking/parking-lot.dynamo.ts';
import { Timers } from '../../lambdas/parking/timers.dynamo.ts';
import type { Tables } from '../support/tables.ts';

/** What the deliverer needs to park, with the defaults of a stage. */
export const parkingDeps = ({
  client,
  log,
}: Tables): Pick<
  DeliverDeps,
  'parking' | 'timers' | 'parkedDays' | 'parkWaitsAfterSeconds' | 'keepsForDisabled'
> => ({
  parking: new ParkingLot(client, log),
  timers: new Timers(client, log),
  parkedDays: 14,
  parkWaitsAfterSeconds: 900,
  keepsForDisabled: true,
});
