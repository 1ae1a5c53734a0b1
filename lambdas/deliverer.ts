import { KMSClient } from '@aws-sdk/client-kms';
import { ulid } from 'ulid';
import { z } from 'zod';
import { AttemptLog } from './attempts/attempt-log.dynamo.ts';
import { deferringOverLimit } from './delivery/defer-delivery.ts';
import { type DeliverDeps, deliver } from './delivery/deliver.ts';
import { laneOf } from './delivery/lane.ts';
import { type PutOffDeps, putOff } from './delivery/put-off.ts';
import { receivedIn } from './delivery/received.ts';
import { TrackRecord } from './delivery/track-record.ts';
import { writersWith } from './destination-types/writers.ts';
import { openWith } from './destinations/credentials.kms.ts';
import { DestinationStore } from './destinations/destination-store.dynamo.ts';
import { Failures } from './destinations/failures.dynamo.ts';
import { slowDownIn } from './destinations/slow-down.dynamo.ts';
import { EventData } from './events/event-data.ts';
import { type RollUpDeps, rollUp } from './metrics/roll-up.ts';
import { RollupStore } from './metrics/rollup-store.dynamo.ts';
import { Tally } from './metrics/tally.ts';
import { Announcements } from './operator-events/announcements.ts';
import { Topics } from './operator-events/topics.ts';
import { ParkingLot } from './parking/parking-lot.dynamo.ts';
import { Timers } from './parking/timers.dynamo.ts';
import { AWS_CLIENT } from './runtime/aws-client.ts';
import { Caps } from './runtime/caps.ts';
import { coldStart } from './runtime/cold-start.ts';
import { type DeadLetters, eachRecord, MOST_AT_ONCE } from './runtime/each-record.ts';
import { objectsIn } from './runtime/objects.ts';
import { deadLettersIn, sendTo, sqsClient } from './runtime/queue.sqs.ts';
import {
  Count,
  Keeping,
  List,
  Permission,
  Ports,
  Required,
  Seconds,
  Switch,
  Whole,
} from './runtime/settings.ts';
import { documentClient } from './runtime/table.dynamo.ts';
import { WorkLimit } from './runtime/work-limit.ts';

/** What the deliverer reads from its environment. */
export const DelivererEnv = z.object({
  DESTINATIONS_TABLE: Required,
  LOG_TABLE: Required,
  LARGE_EVENTS_BUCKET: Required,
  DELIVERY_QUEUE_URL: Required,
  SLOW_QUEUE_URL: Required,
  ANNOUNCEMENTS_QUEUE_URL: Required,
  OPERATOR_EVENTS: Topics,
  ALERT_FAILURE_COUNT: Whole,
  AUTO_DISABLE: Switch,
  DEAD_LETTERS_URL: Required,
  CREDENTIALS_KEY_ARNS: Required.pipe(List),
  RETRY_SCHEDULE: Seconds,
  PARK_WAITS_AFTER_SECONDS: Whole,
  DISABLED_DESTINATIONS: Keeping,
  PARKED_DAYS: Count,
  LOG_RETENTION_DAYS: Count,
  PRIVATE_ENDPOINTS: Permission,
  ENDPOINT_PORTS: Ports,
});
export type DelivererEnv = z.input<typeof DelivererEnv>;

/** S3 takes 100 to 200 ms for an object of this size (User Guide, optimizing performance). */
const PATIENCE_MS = 2_000;

interface Deps extends DeliverDeps, RollUpDeps, PutOffDeps {
  readonly deadLetters: DeadLetters;
  readonly slowQueueUrl: string;
  /** How many deliveries to a destination are made at once. */
  readonly caps: Caps;
}

/** For every message of the delivery queue, and of the slow lane's. */
const deliverEach = (deps: Deps) =>
  eachRecord(
    async (record, signal, tell) => {
      const received = receivedIn(record, deps.slowQueueUrl);
      const strain = await deferringOverLimit(deps, record, received, () =>
        deliver(deps, received, signal),
      );
      if (strain) tell(strain);
    },
    deps.deadLetters,
    async (signal) => {
      await Promise.all([rollUp(deps, signal), deps.announcements.flush(signal)]);
    },
    {
      caps: deps.caps,
      putOff: (record) => putOff(deps, record, laneOf(record, deps.slowQueueUrl)),
    },
  );

const now = () => new Date();

/** On a cold start only. */
function depsFrom(env: z.output<typeof DelivererEnv>) {
  const dynamo = documentClient();
  const sqs = sqsClient();
  return {
    destinations: new DestinationStore(dynamo, env.DESTINATIONS_TABLE),
    failures: new Failures(dynamo, env.DESTINATIONS_TABLE),
    announcements: new Announcements(sendTo(sqs, env.ANNOUNCEMENTS_QUEUE_URL), env.OPERATOR_EVENTS),
    alertFailureCount: env.ALERT_FAILURE_COUNT,
    autoDisable: env.AUTO_DISABLE,
    attempts: new AttemptLog(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS, now),
    eventData: new EventData(objectsIn(env.LARGE_EVENTS_BUCKET)),
    tally: new Tally(),
    rollups: new RollupStore(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS, now),
    open: openWith(new KMSClient(AWS_CLIENT), env.CREDENTIALS_KEY_ARNS),
    writers: writersWith({
      allowPrivateEndpoints: env.PRIVATE_ENDPOINTS,
      endpointPorts: env.ENDPOINT_PORTS,
    }),
    send: sendTo(sqs, env.DELIVERY_QUEUE_URL),
    sendSlow: sendTo(sqs, env.SLOW_QUEUE_URL),
    slowQueueUrl: env.SLOW_QUEUE_URL,
    trackRecord: new TrackRecord(),
    slowDown: slowDownIn(dynamo, env.DESTINATIONS_TABLE),
    caps: new Caps(MOST_AT_ONCE),
    work: new WorkLimit(now),
    patienceMs: PATIENCE_MS,
    deadLetters: deadLettersIn(sqs, env.DEAD_LETTERS_URL),
    parking: new ParkingLot(dynamo, env.LOG_TABLE),
    timers: new Timers(dynamo, env.LOG_TABLE),
    schedule: env.RETRY_SCHEDULE,
    parkWaitsAfterSeconds: env.PARK_WAITS_AFTER_SECONDS,
    keepsForDisabled: env.DISABLED_DESTINATIONS,
    parkedDays: env.PARKED_DAYS,
    now,
    random: Math.random,
    newId: (at: Date) => ulid(at.getTime()),
  };
}

/** What AWS calls. */
export const handler = coldStart(DelivererEnv, (env) => deliverEach(depsFrom(env)));
