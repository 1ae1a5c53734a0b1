import * as z from 'zod';
import { secretValues } from './auth/rotating-secret.secrets.ts';
import { type DispatchDeps, dispatch } from './operator-events/dispatch.ts';
import { eventBus } from './operator-events/event-bus.eventbridge.ts';
import { queueSink, type Sink } from './operator-events/sink.ts';
import { webhook } from './operator-events/webhook.ts';
import type { AwsContext } from './platform/aws/calls/aws-context.ts';
import { Queues } from './platform/aws/calls/queues.sqs.ts';
import { SecretStore } from './platform/aws/calls/secret-store.secrets.ts';
import { systemContext } from './platform/aws/calls/system-context.ts';
import { NonEmptyString, OptionalString } from './platform/aws/env-schema.ts';
import { lazyHandler } from './platform/aws/lazy-handler.ts';
import { deadLettersIn, sendTo } from './platform/sqs/queue.sqs.ts';
import { sqsHandler } from './platform/sqs/sqs-handler.ts';

/** Environment variables of the dispatcher. */
export const DispatcherEnv = z.object({
  OPERATOR_EVENT_OUTBOX_QUEUE_URL: NonEmptyString,
  DEAD_LETTER_QUEUE_URL: NonEmptyString,
  DEPLOYMENT_ID: NonEmptyString,
  EVENT_BUS: OptionalString,
  EVENTBRIDGE_URL: NonEmptyString,
  AWS_ENDPOINT_URL: OptionalString.optional(),
  AWS_ENDPOINT_URL_EVENTBRIDGE: OptionalString.optional(),
  WEBHOOK_URL: OptionalString,
  WEBHOOK_SECRET_ARN: OptionalString,
  OPERATOR_EVENTS_QUEUE_URL: OptionalString,
});
export type DispatcherEnv = z.input<typeof DispatcherEnv>;

/** Handles each message of the operator events outbox. */
const dispatchEach = (deps: DispatchDeps) =>
  sqsHandler({
    beginRun: () => (record, signal) => dispatch(deps, record, signal),
    deadLetters: deps.deadLetters,
  });

type Env = z.output<typeof DispatcherEnv>;

const now = () => new Date();

/** Runs once per cold start. */
function depsFrom(env: Env): DispatchDeps {
  const aws = systemContext();
  const sqs = new Queues(aws);
  return {
    sinks: sinksIn(env, aws, sqs),
    deploymentId: env.DEPLOYMENT_ID,
    send: sendTo(sqs, env.OPERATOR_EVENT_OUTBOX_QUEUE_URL),
    deadLetters: deadLettersIn(sqs, env.DEAD_LETTER_QUEUE_URL),
  };
}

/** Every sink that the stage configures. */
function sinksIn(env: Env, aws: AwsContext, sqs: Queues): Sink[] {
  const { EVENT_BUS, WEBHOOK_URL, WEBHOOK_SECRET_ARN, OPERATOR_EVENTS_QUEUE_URL } = env;
  const endpoint = eventBridgeIn(env);
  return [
    ...(EVENT_BUS ? [eventBus({ bus: EVENT_BUS, endpoint, identity: aws, now })] : []),
    ...(WEBHOOK_URL && WEBHOOK_SECRET_ARN
      ? [
          webhook({
            url: WEBHOOK_URL,
            secrets: secretValues(new SecretStore(aws), WEBHOOK_SECRET_ARN, now),
            now,
          }),
        ]
      : []),
    ...(OPERATOR_EVENTS_QUEUE_URL ? [queueSink(sendTo(sqs, OPERATOR_EVENTS_QUEUE_URL))] : []),
  ];
}

/**
 * The URL of EventBridge. The AWS SDK's endpoint variables override the regional URL, as they do for
 * the SDK's own clients, so an emulator that receives all other calls receives this one, too.
 *
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
const eventBridgeIn = (env: Env): string =>
  env.AWS_ENDPOINT_URL_EVENTBRIDGE ?? env.AWS_ENDPOINT_URL ?? env.EVENTBRIDGE_URL;

/** The Lambda entry point. */
export const handler = lazyHandler(DispatcherEnv, (env) => dispatchEach(depsFrom(env)));
