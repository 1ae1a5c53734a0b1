import { KMSClient } from '@aws-sdk/client-kms';
import { ulid } from 'ulid';
import { z } from 'zod';
import { AttemptLog } from './attempts/attempt-log.dynamo.ts';
import { type DeliverDeps, deliver } from './delivery/deliver.ts';
import { receivedIn } from './delivery/received.ts';
import { writersWith } from './destination-types/writers.ts';
import { openWith } from './destinations/credentials.kms.ts';
import { DestinationStore } from './destinations/destination-store.dynamo.ts';
import { type RollUpDeps, rollUp } from './metrics/roll-up.ts';
import { RollupStore } from './metrics/rollup-store.dynamo.ts';
import { Tally } from './metrics/tally.ts';
import { ParkingLot } from './parking/parking-lot.dynamo.ts';
import { Timers } from './parking/timers.dynamo.ts';
import { AWS_CLIENT } from './runtime/aws-client.ts';
import { coldStart } from './runtime/cold-start.ts';
import { type DeadLetters, eachRecord } from './runtime/each-record.ts';
import { deadLettersIn, sendTo, sqsClient } from './runtime/queue.sqs.ts';
import {
  Count,
  Keeping,
  List,
  Permission,
  Ports,
  Required,
  Seconds,
  Whole,
} from './runtime/settings.ts';
import { documentClient } from './runtime/table.dynamo.ts';

/** What the deliverer reads from its environment. */
export const DelivererEnv = z.object({
  DESTINATIONS_TABLE: Required,
  LOG_TABLE: Required,
  DELIVERY_QUEUE_URL: Required,
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

/** For every message of the delivery queue. */
const deliverEach = (deps: DeliverDeps & RollUpDeps & { deadLetters: DeadLetters }) =>
  eachRecord(
    (record, signal) => deliver(deps, receivedIn(record), signal),
    deps.deadLetters,
    (signal) => rollUp(deps, signal),
  );

const now = () => new Date();

/** On a cold start only. */
function depsFrom(env: z.output<typeof DelivererEnv>) {
  const dynamo = documentClient();
  const sqs = sqsClient();
  return {
    destinations: new DestinationStore(dynamo, env.DESTINATIONS_TABLE),
    attempts: new AttemptLog(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS, now),
    tally: new Tally(),
    rollups: new RollupStore(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS, now),
    open: openWith(new KMSClient(AWS_CLIENT), env.CREDENTIALS_KEY_ARNS),
    writers: writersWith({
      allowPrivateEndpoints: env.PRIVATE_ENDPOINTS,
      endpointPorts: env.ENDPOINT_PORTS,
    }),
    send: sendTo(sqs, env.DELIVERY_QUEUE_URL),
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
