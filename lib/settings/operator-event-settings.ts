import { z } from 'zod';
import { ALERTS, TOPICS } from '../../lambdas/operator-events/topics.ts';
import { settingDocs } from './setting-docs.ts';
import { listOf, wholeNumber } from './values.ts';

/** A fuse against typing errors: whoever waits for more failures in a row wants no alerts. */
const MOST_FAILURES = 10_000;

/** A name (API_PutEvents), or the ARN of a bus that may be another account's. */
const EVENT_BUS =
  /^(?:[\w./-]{1,256}|arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus\/[\w./-]{1,256})$/;

/** A FIFO queue would want ids of groups and messages: it is none that these fit. */
const QUEUE_ARN = /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[\w-]{1,80}$/;

/** It shares the environment with little else. */
const MOST_URL_CHARACTERS = 2_000;

const isWebhook = (text: string): boolean => {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.username === '' && url.password === '' && url.hash === '';
  return isPlain && (url.protocol === 'https:' || url.protocol === 'http:');
};

/** What operators are told, and where; and what Waybill does about destinations that only fail. */
export const operatorEventSettings = {
  consecutiveFailureThreshold: wholeNumber(0, MOST_FAILURES)
    .default(100)
    .register(settingDocs, {
      meaning:
        'Failed attempts in a row at one destination that are 100 %: operators are alerted at 50, 70, 90 and 100 % of them. 0 for no such alerts.',
      allowed: `a whole number from 0 to ${MOST_FAILURES}`,
      fallback: '`100`',
      example: '20',
    }),
  autoDisable: z.enum(['off', 'on']).default('off').register(settingDocs, {
    meaning: 'Whether a destination is disabled when its failures in a row have reached 100 %.',
    allowed: '`off` or `on`',
    fallback: '`off`',
    example: 'on',
  }),
  operatorEvents: listOf(z.enum([...TOPICS, '*']), TOPICS.length)
    .default([...ALERTS])
    .register(settingDocs, {
      meaning:
        'What operators are told of, by topic; `*` for everything, and the empty list for nothing. `attempt.success` and `attempt.failed` come with every attempt. See docs/how-to/operator-events.md.',
      allowed: `a list of ${TOPICS.join(', ')}, or *`,
      fallback: 'the topics that begin with `alert.`',
      example: '*',
    }),
  operatorEventBus: z.string().regex(EVENT_BUS).default('default').register(settingDocs, {
    meaning: 'EventBridge bus on which operators are told; `none` for no bus.',
    allowed: '`none`, or the name or the ARN of an event bus',
    fallback: '`default`',
    example: 'default',
  }),
  operatorEventsWebhook: z
    .string()
    .max(MOST_URL_CHARACTERS)
    .refine(isWebhook)
    .optional()
    .register(settingDocs, {
      meaning:
        'URL to which operator events are posted, with a signature; plain HTTP only where `allowPrivateEndpoints` is `allowed`.',
      allowed: `an https URL of at most ${MOST_URL_CHARACTERS} characters, without a user name or a fragment`,
      fallback: 'no webhook',
      example: 'https://ops.example.com/waybill',
    }),
  operatorEventsQueueArn: z.string().regex(QUEUE_ARN).optional().register(settingDocs, {
    meaning: 'SQS queue into which operator events are put.',
    allowed: "the ARN of a standard SQS queue of the stage's region",
    fallback: 'no queue',
    example: 'arn:aws:sqs:us-east-1:111122223333:waybill-events',
  }),
};

/** What the rules below look at. */
interface OperatorEventSettings {
  readonly consecutiveFailureThreshold: number;
  readonly autoDisable: 'off' | 'on';
  readonly operatorEvents: readonly string[];
  readonly operatorEventBus: string;
  readonly operatorEventsWebhook?: string | undefined;
  readonly operatorEventsQueueArn?: string | undefined;
  readonly allowPrivateEndpoints: 'refused' | 'allowed';
}

/** The bus there is, if there is to be one. */
export const eventBusOf = ({ operatorEventBus }: OperatorEventSettings): string | undefined =>
  operatorEventBus === 'none' ? undefined : operatorEventBus;

/** Whether there are operator events that would go nowhere. */
export const hasNoOperatorEventTarget = (settings: OperatorEventSettings): boolean =>
  settings.operatorEvents.length > 0 &&
  eventBusOf(settings) === undefined &&
  settings.operatorEventsWebhook === undefined &&
  settings.operatorEventsQueueArn === undefined;

/** Whether destinations were to be disabled at 100 % of no number. */
export const autoDisableWithoutThreshold = (settings: OperatorEventSettings): boolean =>
  settings.autoDisable === 'on' && settings.consecutiveFailureThreshold === 0;

/** Whether operator events would go over the internet in the clear. */
export const plainHttpWebhook = (settings: OperatorEventSettings): boolean =>
  settings.allowPrivateEndpoints === 'refused' &&
  settings.operatorEventsWebhook?.startsWith('http:') === true;
