import { z } from 'zod';
import { wordsIn } from './access/words.secrets.ts';
import { eventBus } from './operator-events/event-bus.eventbridge.ts';
import { queueSink } from './operator-events/queue-sink.ts';
import type { Sink } from './operator-events/sink.ts';
import { type TellDeps, tellOperators } from './operator-events/tell-operators.ts';
import { webhook } from './operator-events/webhook.ts';
import { coldStart } from './runtime/cold-start.ts';
import { eachRecord } from './runtime/each-record.ts';
import { deadLettersIn, sendTo, sqsClient } from './runtime/queue.sqs.ts';
import { Optional, Required } from './runtime/settings.ts';

/** What the announcer reads from its environment. */
export const AnnouncerEnv = z.object({
  ANNOUNCEMENTS_QUEUE_URL: Required,
  DEAD_LETTERS_URL: Required,
  DEPLOYMENT_ID: Required,
  EVENT_BUS: Optional,
  EVENTBRIDGE_URL: Required,
  AWS_ENDPOINT_URL: Optional.optional(),
  AWS_ENDPOINT_URL_EVENTBRIDGE: Optional.optional(),
  WEBHOOK_URL: Optional,
  WEBHOOK_SECRET_ARN: Optional,
  OPERATOR_EVENTS_QUEUE_URL: Optional,
});
export type AnnouncerEnv = z.input<typeof AnnouncerEnv>;

/** For every message of the announcements queue. */
const tellEach = (deps: TellDeps) =>
  eachRecord((record, signal) => tellOperators(deps, record, signal), deps.deadLetters);

type Env = z.output<typeof AnnouncerEnv>;
type Sqs = ReturnType<typeof sqsClient>;

/** On a cold start only. */
function depsFrom(env: Env): TellDeps {
  const sqs = sqsClient();
  return {
    sinks: sinksIn(env, sqs),
    deploymentId: env.DEPLOYMENT_ID,
    send: sendTo(sqs, env.ANNOUNCEMENTS_QUEUE_URL),
    deadLetters: deadLettersIn(sqs, env.DEAD_LETTERS_URL),
  };
}

/** Everywhere the stage says. */
function sinksIn(env: Env, sqs: Sqs): Sink[] {
  const { EVENT_BUS, WEBHOOK_URL, WEBHOOK_SECRET_ARN, OPERATOR_EVENTS_QUEUE_URL } = env;
  const endpoint = eventBridgeIn(env);
  return [
    ...(EVENT_BUS ? [eventBus({ bus: EVENT_BUS, endpoint, identity: sqs.config })] : []),
    ...(WEBHOOK_URL && WEBHOOK_SECRET_ARN
      ? [webhook({ url: WEBHOOK_URL, secrets: wordsIn(WEBHOOK_SECRET_ARN), now: () => new Date() })]
      : []),
    ...(OPERATOR_EVENTS_QUEUE_URL ? [queueSink(sendTo(sqs, OPERATOR_EVENTS_QUEUE_URL))] : []),
  ];
}

/**
 * EventBridge's URL: of the region, unless variables of the AWS SDK lead elsewhere, which its clients
 * heed by themselves. So an emulator that catches all other calls catches this one.
 *
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
const eventBridgeIn = (env: Env): string =>
  env.AWS_ENDPOINT_URL_EVENTBRIDGE ?? env.AWS_ENDPOINT_URL ?? env.EVENTBRIDGE_URL;

/** What AWS calls. */
export const handler = coldStart(AnnouncerEnv, (env) => tellEach(depsFrom(env)));
