import * as z from 'zod';
import { ALERTS, TOPICS } from '../../lambdas/operator-events/operator-event.ts';
import { settingDocs } from './setting-docs.ts';
import { setOf, trueOrFalse, wholeNumber } from './values.ts';

/** Guards against typing errors: a higher threshold would in effect disable the alerts. */
const MAX_FAILURES = 10_000;

/** A bus name (API_PutEvents) or a bus ARN, which may be in another account. */
const EVENT_BUS =
  /^(?:[\w./-]{1,256}|arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus\/[\w./-]{1,256})$/;

/**
 * A standard queue. FIFO queues are not supported: they require message group and deduplication
 * IDs.
 */
const QUEUE_ARN = /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}$/;

/** The URL shares the environment with few other values. */
const MAX_URL_CHARACTERS = 2_000;

const isWebhook = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.username === '' && url.password === '' && url.hash === '';
  return isPlain && (url.protocol === 'https:' || url.protocol === 'http:');
};

/**
 * Which operator events are emitted and where to, and whether failing destinations are disabled.
 */
export const operatorEventSettings = {
  consecutiveFailureThreshold: wholeNumber(0, MAX_FAILURES)
    .default(100)
    .register(settingDocs, {
      meaning:
        'Consecutive failed attempts at one destination that count as 100 %. Operators are alerted at 50, 70, 90 and 100 %. 0 disables these alerts.',
      allowed: `a whole number from 0 to ${MAX_FAILURES}`,
      fallback: '`100`',
      example: '20',
    }),
  autoDisable: trueOrFalse.default(false).register(settingDocs, {
    meaning: 'Whether a destination is disabled when its consecutive failures reach 100 %.',
    allowed: '`true` or `false`',
    fallback: '`false`',
    example: 'true',
  }),
  operatorEvents: setOf(z.enum([...TOPICS, '*']), TOPICS.length)
    .default([...ALERTS])
    .register(settingDocs, {
      meaning:
        'Topics of the operator events to emit. `*` means all topics; the empty list means none. `attempt.success` and `attempt.failed` are emitted for every attempt. See docs/how-to/operator-events.md.',
      allowed: `a list of ${TOPICS.join(', ')}, or *`,
      fallback: 'the topics that start with `alert.`',
      example: '*',
    }),
  operatorEventBus: z.string().regex(EVENT_BUS).default('default').register(settingDocs, {
    meaning: 'EventBridge bus that receives operator events. `none` means no bus.',
    allowed: '`none`, or the name or the ARN of an event bus',
    fallback: '`default`',
    example: 'default',
  }),
  operatorEventsWebhook: z
    .string()
    .max(MAX_URL_CHARACTERS)
    .refine(isWebhook)
    .optional()
    .register(settingDocs, {
      meaning:
        'URL that receives operator events as signed POST requests. Plain HTTP is accepted only if `allowPrivateEndpoints` is `true`.',
      allowed: `an https URL of at most ${MAX_URL_CHARACTERS} characters, without a user name or a fragment`,
      fallback: 'no webhook',
      example: 'https://ops.example.com/waybill',
    }),
  operatorEventsQueueArn: z.string().regex(QUEUE_ARN).optional().register(settingDocs, {
    meaning: 'SQS queue that receives operator events.',
    allowed: "the ARN of a standard SQS queue of the stage's region",
    fallback: 'no queue',
    example: 'arn:aws:sqs:us-east-1:111122223333:waybill-events',
  }),
};

/** The settings that the rules below check. */
interface OperatorEventSettings {
  readonly consecutiveFailureThreshold: number;
  readonly autoDisable: boolean;
  readonly operatorEvents: readonly string[];
  readonly operatorEventBus: string;
  readonly operatorEventsWebhook?: string | undefined;
  readonly operatorEventsQueueArn?: string | undefined;
  readonly allowPrivateEndpoints: boolean;
}

/** The event bus that operator events go to, if any. */
export const eventBusOf = ({ operatorEventBus }: OperatorEventSettings): string | undefined =>
  operatorEventBus === 'none' ? undefined : operatorEventBus;

/** Whether operator events are enabled without a target. */
export const hasNoOperatorEventTarget = (settings: OperatorEventSettings): boolean =>
  settings.operatorEvents.length > 0 &&
  eventBusOf(settings) === undefined &&
  settings.operatorEventsWebhook === undefined &&
  settings.operatorEventsQueueArn === undefined;

/** Whether destinations are to be disabled at 100 % without a threshold. */
export const autoDisableWithoutThreshold = (settings: OperatorEventSettings): boolean =>
  settings.autoDisable && settings.consecutiveFailureThreshold === 0;

/** Whether the webhook would send operator events unencrypted over the internet. */
export const plainHttpWebhook = (settings: OperatorEventSettings): boolean =>
  !settings.allowPrivateEndpoints && settings.operatorEventsWebhook?.startsWith('http:') === true;
