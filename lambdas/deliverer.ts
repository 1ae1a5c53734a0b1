import { KMSClient } from '@aws-sdk/client-kms';
import { ulid } from 'ulid';
import { z } from 'zod';
import { AttemptLog } from './attempts/attempt-log.dynamo.ts';
import { type DeliverDeps, deliver } from './delivery/deliver.ts';
import { receivedIn } from './delivery/received.ts';
import { writersWith } from './destination-types/writers.ts';
import { openWith } from './destinations/credentials.kms.ts';
import { DestinationStore } from './destinations/destination-store.dynamo.ts';
import { AWS_CLIENT } from './runtime/aws-client.ts';
import { coldStart } from './runtime/cold-start.ts';
import { type DeadLetters, eachRecord } from './runtime/each-record.ts';
import { deadLettersIn, sendTo, sqsClient } from './runtime/queue.sqs.ts';
import { Count, Permission, Required, Seconds } from './runtime/settings.ts';
import { documentClient } from './runtime/table.dynamo.ts';

/** What the deliverer reads from its environment. */
export const DelivererEnv = z.object({
  DESTINATIONS_TABLE: Required,
  LOG_TABLE: Required,
  DELIVERY_QUEUE_URL: Required,
  DEAD_LETTERS_URL: Required,
  CREDENTIALS_KEY_ARN: Required,
  RETRY_SCHEDULE: Seconds,
  LOG_RETENTION_DAYS: Count,
  PRIVATE_ENDPOINTS: Permission,
});
export type DelivererEnv = z.input<typeof DelivererEnv>;

/** For every message of the delivery queue. */
const deliverEach = ({ deadLetters, ...deps }: DeliverDeps & { deadLetters: DeadLetters }) =>
  eachRecord((record, signal) => deliver(deps, receivedIn(record), signal), deadLetters);

/** On a cold start only. */
function depsFrom(env: z.output<typeof DelivererEnv>) {
  const dynamo = documentClient();
  const sqs = sqsClient();
  return {
    destinations: new DestinationStore(dynamo, env.DESTINATIONS_TABLE),
    attempts: new AttemptLog(dynamo, env.LOG_TABLE, env.LOG_RETENTION_DAYS),
    open: openWith(new KMSClient(AWS_CLIENT), env.CREDENTIALS_KEY_ARN),
    writers: writersWith({ allowPrivateEndpoints: env.PRIVATE_ENDPOINTS }),
    send: sendTo(sqs, env.DELIVERY_QUEUE_URL),
    deadLetters: deadLettersIn(sqs, env.DEAD_LETTERS_URL),
    schedule: env.RETRY_SCHEDULE,
    now: () => new Date(),
    random: Math.random,
    newId: (at: Date) => ulid(at.getTime()),
  };
}

/** What AWS calls. */
export const handler = coldStart(DelivererEnv, (env) => deliverEach(depsFrom(env)));
