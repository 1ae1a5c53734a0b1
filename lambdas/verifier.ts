import * as z from 'zod';
import { partCache, VERIFIERS } from './destination-types/registry.ts';
import { WriterEnv, writerSettings } from './destination-types/writer-env.ts';
import { CandidateStore } from './destinations/candidate-store.dynamo.ts';
import { decryptWith } from './destinations/credentials.kms.ts';
import type { Destination } from './destinations/destination.ts';
import { DestinationStore } from './destinations/destination-store.dynamo.ts';
import { FailureCounters } from './destinations/failure-counters.dynamo.ts';
import { readVerificationRequest } from './destinations/verification.ts';
import { type VerifyCandidateDeps, verifyCandidate } from './destinations/verify-candidate.ts';
import { verifyDestination } from './destinations/verify-destination.ts';
import { Topics } from './operator-events/operator-event.ts';
import { Outbox } from './operator-events/outbox.ts';
import { releaseTimer, watchTimer } from './parking/timer.ts';
import { Timers } from './parking/timers.dynamo.ts';
import { Documents } from './platform/aws/calls/documents.dynamo.ts';
import { EncryptionKeys } from './platform/aws/calls/encryption-keys.kms.ts';
import { Queues } from './platform/aws/calls/queues.sqs.ts';
import { systemContext } from './platform/aws/calls/system-context.ts';
import { CsvList, NonEmptyString } from './platform/aws/env-schema.ts';
import { lazyHandler } from './platform/aws/lazy-handler.ts';
import { deadLettersIn, sendTo } from './platform/sqs/queue.sqs.ts';
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
  ...WriterEnv.shape,
});
export type VerifierEnv = z.input<typeof VerifierEnv>;

/** Handles each message of the verification queue. */
const verifyEach = ({ deadLetters, ...deps }: VerifyCandidateDeps & { deadLetters: DeadLetters }) =>
  sqsHandler({
    beginRun:
      () =>
      ({ body }, signal) => {
        const { candidate, ...request } = readVerificationRequest(body);
        return candidate
          ? verifyCandidate(deps, { ...request, candidate }, signal)
          : verifyDestination(deps, request, signal);
      },
    deadLetters,
  });

const now = () => new Date();

/** Runs once per cold start. */
function depsFrom(env: z.output<typeof VerifierEnv>) {
  const aws = systemContext();
  const sqs = new Queues(aws);
  const dynamo = new Documents(aws);
  const timers = new Timers(dynamo, env.EVENTS_TABLE);
  return {
    destinations: new DestinationStore(dynamo, env.DESTINATIONS_TABLE),
    candidates: new CandidateStore(dynamo, env.DESTINATIONS_TABLE, now),
    failures: new FailureCounters(dynamo, env.DESTINATIONS_TABLE),
    outbox: new Outbox(sendTo(sqs, env.OPERATOR_EVENT_OUTBOX_QUEUE_URL), env.OPERATOR_EVENTS),
    release: (destination: Destination) => timers.set(releaseTimer(destination, now())),
    watch: (destination: Destination) => timers.ensure(watchTimer(destination, now())),
    decrypt: decryptWith(new EncryptionKeys(aws), env.CREDENTIALS_KEY_ARNS),
    verifiers: partCache(VERIFIERS, writerSettings(env), aws),
    send: sendTo(sqs, env.VERIFICATION_QUEUE_URL),
    deadLetters: deadLettersIn(sqs, env.DEAD_LETTER_QUEUE_URL),
    now,
  };
}

/** The Lambda entry point. */
export const handler = lazyHandler(VerifierEnv, (env) => verifyEach(depsFrom(env)));
