import { KMSClient } from '@aws-sdk/client-kms';
import { z } from 'zod';
import { writerCache } from './destination-types/registry.ts';
import { decryptWith } from './destinations/credentials.kms.ts';
import type { Destination } from './destinations/destination.ts';
import { DestinationStore } from './destinations/destination-store.dynamo.ts';
import { FailureCounters } from './destinations/failure-counters.dynamo.ts';
import { readVerificationRequest } from './destinations/verification.ts';
import { type VerifyDeps, verifyDestination } from './destinations/verify-destination.ts';
import { Topics } from './operator-events/operator-event.ts';
import { Outbox } from './operator-events/outbox.ts';
import { releaseTimer } from './parking/timer.ts';
import { Timers } from './parking/timers.dynamo.ts';
import { AWS_CLIENT } from './platform/aws/aws-client.ts';
import { CsvList, NonEmptyString, Ports, TrueOrFalse } from './platform/aws/env-schema.ts';
import { lazyHandler } from './platform/aws/lazy-handler.ts';
import { documentClient } from './platform/dynamodb/dynamo-helpers.dynamo.ts';
import { deadLettersIn, sendTo, sqsClient } from './platform/sqs/queue.sqs.ts';
import { type DeadLetters, sqsHandler } from './platform/sqs/sqs-handler.ts';

/** Environment variables of the verifier. */
export const VerifierEnv = z.object({
  DESTINATIONS_TABLE: NonEmptyString,
  EVENTS_TABLE: NonEmptyString,
  VERIFICATION_QUEUE_URL: NonEmptyString,
  DEAD_LETTER_QUEUE_URL: NonEmptyString,
  OPERATOR_EVENT_OUTBOX_QUEUE_URL: NonEmptyString,
  OPERATOR_EVENTS: Topics,
  CREDENTIALS_KEY_ARNS: NonEmptyString.pipe(CsvList),
  ALLOW_PRIVATE_ENDPOINTS: TrueOrFalse,
  ALLOWED_ENDPOINT_PORTS: Ports,
});
export type VerifierEnv = z.input<typeof VerifierEnv>;

/** Handles each message of the verification queue. */
const verifyEach = ({ deadLetters, ...deps }: VerifyDeps & { deadLetters: DeadLetters }) =>
  sqsHandler(
    () =>
      ({ body }, signal) =>
        verifyDestination(deps, readVerificationRequest(body), signal),
    deadLetters,
  );

/** Runs once per cold start. */
function depsFrom(env: z.output<typeof VerifierEnv>) {
  const sqs = sqsClient();
  const dynamo = documentClient();
  const timers = new Timers(dynamo, env.EVENTS_TABLE);
  return {
    destinations: new DestinationStore(dynamo, env.DESTINATIONS_TABLE),
    failures: new FailureCounters(dynamo, env.DESTINATIONS_TABLE),
    outbox: new Outbox(sendTo(sqs, env.OPERATOR_EVENT_OUTBOX_QUEUE_URL), env.OPERATOR_EVENTS),
    release: (destination: Destination) => timers.set(releaseTimer(destination, new Date())),
    decrypt: decryptWith(new KMSClient(AWS_CLIENT), env.CREDENTIALS_KEY_ARNS),
    writers: writerCache({
      allowPrivateEndpoints: env.ALLOW_PRIVATE_ENDPOINTS,
      allowedEndpointPorts: env.ALLOWED_ENDPOINT_PORTS,
    }),
    send: sendTo(sqs, env.VERIFICATION_QUEUE_URL),
    deadLetters: deadLettersIn(sqs, env.DEAD_LETTER_QUEUE_URL),
    now: () => new Date(),
  };
}

/** The Lambda entry point. */
export const handler = lazyHandler(VerifierEnv, (env) => verifyEach(depsFrom(env)));
