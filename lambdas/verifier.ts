import { KMSClient } from '@aws-sdk/client-kms';
import { z } from 'zod';
import { writersWith } from './destination-types/writers.ts';
import { openWith } from './destinations/credentials.kms.ts';
import type { Destination } from './destinations/destination.ts';
import { DestinationStore } from './destinations/destination-store.dynamo.ts';
import { Failures } from './destinations/failures.dynamo.ts';
import { readVerificationRequest } from './destinations/verification.ts';
import { type VerifyDeps, verifyDestination } from './destinations/verify-destination.ts';
import { Announcements } from './operator-events/announcements.ts';
import { Topics } from './operator-events/topics.ts';
import { releaseTimer } from './parking/timer.ts';
import { Timers } from './parking/timers.dynamo.ts';
import { AWS_CLIENT } from './runtime/aws-client.ts';
import { coldStart } from './runtime/cold-start.ts';
import { type DeadLetters, eachRecord } from './runtime/each-record.ts';
import { deadLettersIn, sendTo, sqsClient } from './runtime/queue.sqs.ts';
import { List, Permission, Ports, Required } from './runtime/settings.ts';
import { documentClient } from './runtime/table.dynamo.ts';

/** What the verifier reads from its environment. */
export const VerifierEnv = z.object({
  DESTINATIONS_TABLE: Required,
  LOG_TABLE: Required,
  VERIFICATION_QUEUE_URL: Required,
  DEAD_LETTERS_URL: Required,
  ANNOUNCEMENTS_QUEUE_URL: Required,
  OPERATOR_EVENTS: Topics,
  CREDENTIALS_KEY_ARNS: Required.pipe(List),
  PRIVATE_ENDPOINTS: Permission,
  ENDPOINT_PORTS: Ports,
});
export type VerifierEnv = z.input<typeof VerifierEnv>;

/** For every message of the verification queue. */
const verifyEach = ({ deadLetters, ...deps }: VerifyDeps & { deadLetters: DeadLetters }) =>
  eachRecord(
    ({ body }, signal) => verifyDestination(deps, readVerificationRequest(body), signal),
    deadLetters,
  );

/** On a cold start only. */
function depsFrom(env: z.output<typeof VerifierEnv>) {
  const sqs = sqsClient();
  const dynamo = documentClient();
  const timers = new Timers(dynamo, env.LOG_TABLE);
  return {
    destinations: new DestinationStore(dynamo, env.DESTINATIONS_TABLE),
    failures: new Failures(dynamo, env.DESTINATIONS_TABLE),
    announcements: new Announcements(sendTo(sqs, env.ANNOUNCEMENTS_QUEUE_URL), env.OPERATOR_EVENTS),
    release: (destination: Destination) => timers.set(releaseTimer(destination, new Date())),
    open: openWith(new KMSClient(AWS_CLIENT), env.CREDENTIALS_KEY_ARNS),
    writers: writersWith({
      allowPrivateEndpoints: env.PRIVATE_ENDPOINTS,
      endpointPorts: env.ENDPOINT_PORTS,
    }),
    send: sendTo(sqs, env.VERIFICATION_QUEUE_URL),
    deadLetters: deadLettersIn(sqs, env.DEAD_LETTERS_URL),
    now: () => new Date(),
  };
}

/** What AWS calls. */
export const handler = coldStart(VerifierEnv, (env) => verifyEach(depsFrom(env)));
