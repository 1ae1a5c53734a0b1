import { AttemptLog } from '../attempts/attempt-log.dynamo.ts';
import { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { erasureStore } from '../erasures/erasure-store.dynamo.ts';
import { EventData } from '../events/event-data.ts';
import { EventLog } from '../events/event-log.dynamo.ts';
import { PUBLISHES } from '../events/publish-limit.ts';
import { keptAmongIn } from '../metrics/kept-rows.dynamo.ts';
import { RollupStore } from '../metrics/rollup-store.dynamo.ts';
import { ParkingLot } from '../parking/parking-lot.dynamo.ts';
import { Timers } from '../parking/timers.dynamo.ts';
import { RetryJobs } from '../retries/retry-jobs.dynamo.ts';
import { objectsIn } from '../runtime/objects.ts';
import { documentClient } from '../runtime/table.dynamo.ts';
import { limitIn } from '../runtime/turns.dynamo.ts';
import { WorkLimit } from '../runtime/work-limit.ts';
import { TenantStore } from '../tenants/tenant-store.dynamo.ts';
import type { Env } from './api-env.ts';

/** Where everything is kept, and what is computed with it for each tenant. */
export function storesFrom(env: Env, now: () => Date) {
  const dynamo = documentClient();
  return {
    tenants: new TenantStore(dynamo, env.DESTINATIONS_TABLE),
    destinations: new DestinationStore(dynamo, env.DESTINATIONS_TABLE),
    events: new EventLog(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS, now),
    eventData: new EventData(objectsIn(env.LARGE_EVENTS_BUCKET)),
    attempts: new AttemptLog(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS, now),
    parking: new ParkingLot(dynamo, env.LOG_TABLE),
    timers: new Timers(dynamo, env.LOG_TABLE),
    retries: new RetryJobs(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS),
    erasures: erasureStore(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS),
    rollups: new RollupStore(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS, now),
    keptAmong: keptAmongIn(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS, now),
    requestLimit: limitIn(dynamo, env.DESTINATIONS_TABLE, 'REQUESTS', env.TENANT_REQUEST_RATE),
    work: new WorkLimit(now),
    publishLimit: limitIn(dynamo, env.DESTINATIONS_TABLE, PUBLISHES, env.PUBLISH_RATE),
  };
}

export type Stores = ReturnType<typeof storesFrom>;
