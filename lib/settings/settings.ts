import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { z } from 'zod';
import { dataSettings } from './data-settings.ts';
import { endpointSettings } from './endpoint-settings.ts';
import { functionSettings } from './function-settings.ts';
import { limitSettings } from './limit-settings.ts';
import {
  autoDisableWithoutThreshold,
  hasNoOperatorEventTarget,
  operatorEventSettings,
  plainHttpWebhook,
} from './operator-event-settings.ts';
import { parkedRetentionTooLong, parkingSettings } from './parking-settings.ts';
import { publisherSettings } from './publisher-settings.ts';
import { conflictingRetrySettings, retrySettings } from './retry-settings.ts';
import { settingDocs } from './setting-docs.ts';
import { listOf, numberIn, wholeNumber } from './values.ts';

/** Twenty characters keep every derived name well below SQS's limit of 80 and Lambda's of 64. */
const STAGE_NAME = /^[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?$/;

/** `*` means "any topic" in a destination, and commas separate the list in the environment. */
const TOPIC = /^[^\s*,\p{Cc}](?:[^*,\p{Cc}]{0,126}[^\s*,\p{Cc}])?$/u;

/** Guards against typing errors; the effective limit is {@link MOST_TOPICS_BYTES}. */
const MOST_TOPICS = 500;

/**
 * Lambda limits a function's environment to 4,096 bytes. The API's and router's other variables
 * stay under 2,500: about thirty names (600 bytes), two table names (at most 255 each), queue URLs
 * (120 each), ARNs (120 each), web origins (300), and numbers.
 */
const MOST_TOPICS_BYTES = 1536;

const fitEnvironment = (topics: readonly string[]): boolean =>
  Buffer.byteLength(topics.join(',')) <= MOST_TOPICS_BYTES;

const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/;

/**
 * An origin as browsers send it (RFC 6454, section 6.2), with optional wildcards; or `*` for all.
 */
const CORS_ORIGIN = /^(?:\*|https?:\/\/[a-z0-9*](?:[a-z0-9*.-]{0,251}[a-z0-9])?(?::\d{1,5})?)$/;

/** The list shares the environment with the topics. */
const MOST_CORS_ORIGINS_BYTES = 300;

const fitBesideTopics = (origins: readonly string[]): boolean =>
  Buffer.byteLength(origins.join(',')) <= MOST_CORS_ORIGINS_BYTES;

/** CloudWatch Logs supports only these retention periods. Indefinite retention is excluded. */
const LogDays = z.enum(RetentionDays).refine((days) => days !== RetentionDays.INFINITE);
const LOG_DAYS = LogDays.options.filter((days) => days !== RetentionDays.INFINITE);

/**
 * Every publish reads all of a tenant's destinations, and one response of at most 6 MB lists them.
 */
const MOST_DESTINATIONS = 100;

const TEN_YEARS_IN_DAYS = 3650;

const YEAR_IN_HOURS = 8760;

/** Guards against typing errors: ten times an AWS account's default quota. */
const MOST_REQUESTS_PER_SECOND = 100_000;

const settings = {
  stage: z.string().regex(STAGE_NAME).default('dev').register(settingDocs, {
    meaning: 'Name of this deployment; its stack is called `waybill-<stage>`.',
    allowed: '1 to 20 lower-case letters, digits and inner hyphens',
    fallback: '`dev`',
    example: 'prod',
  }),
  topics: listOf(z.string().regex(TOPIC), MOST_TOPICS)
    .refine(fitEnvironment)
    .default([])
    .register(settingDocs, {
      meaning: 'The topics there are: an event or a destination with another one is refused.',
      allowed:
        'a list of topics of 1 to 128 characters without `*`, commas or control characters, with 1536 bytes in all',
      fallback: 'any topic',
      example: 'orders,users',
    }),
  allowTopicPatterns: z.enum(['refused', 'allowed']).default('refused').register(settingDocs, {
    meaning:
      'Whether destinations may subscribe to patterns such as `user.*`, in which `*` stands for any run of characters. With `topics`, a pattern must match one of them.',
    allowed: '`refused` or `allowed`',
    fallback: '`refused`',
    example: 'allowed',
  }),
  ...retrySettings,
  ...parkingSettings,
  ...operatorEventSettings,
  maxDestinationsPerTenant: wholeNumber(1, MOST_DESTINATIONS)
    .default(20)
    .register(settingDocs, {
      meaning: 'Most destinations one tenant may have.',
      allowed: `a whole number from 1 to ${MOST_DESTINATIONS}`,
      fallback: '`20`',
      example: '20',
    }),
  tokenTtlHours: wholeNumber(1, YEAR_IN_HOURS)
    .default(24)
    .register(settingDocs, {
      meaning: "Hours a tenant's token is valid.",
      allowed: `a whole number from 1 to ${YEAR_IN_HOURS}`,
      fallback: '`24`',
      example: '24',
    }),
  eventRetentionDays: wholeNumber(1, TEN_YEARS_IN_DAYS)
    .default(30)
    .register(settingDocs, {
      meaning: 'Days for which events and attempts can be looked up.',
      allowed: `a whole number from 1 to ${TEN_YEARS_IN_DAYS}`,
      fallback: '`30`',
      example: '30',
    }),
  functionLogRetentionDays: numberIn(LogDays)
    .default(RetentionDays.ONE_MONTH)
    .register(settingDocs, {
      meaning: 'Days for which the logs of the functions and of the HTTP API are kept.',
      allowed: `one of CloudWatch's spans: ${LOG_DAYS.join(', ')}`,
      fallback: '`30`',
      example: '30',
    }),
  apiRateLimit: wholeNumber(1, MOST_REQUESTS_PER_SECOND)
    .default(1000)
    .register(settingDocs, {
      meaning: 'HTTP requests per second that are let in on average; more are answered 429.',
      allowed: `a whole number from 1 to ${MOST_REQUESTS_PER_SECOND}`,
      fallback: '`1000`',
      example: '1000',
    }),
  apiBurstLimit: wholeNumber(1, MOST_REQUESTS_PER_SECOND)
    .default(2000)
    .register(settingDocs, {
      meaning: 'HTTP requests that are let in at one moment, after a quiet time.',
      allowed: `a whole number from 1 to ${MOST_REQUESTS_PER_SECOND}`,
      fallback: '`2000`',
      example: '2000',
    }),
  ...limitSettings,
  corsOrigins: listOf(z.string().regex(CORS_ORIGIN), MOST_CORS_ORIGINS_BYTES)
    .refine(fitBesideTopics)
    .default([])
    .register(settingDocs, {
      meaning:
        'Web origins whose pages may call the HTTP API from a browser (CORS), each with a token of its tenant; `*` in a host stands for one label, and alone for any origin.',
      allowed: `a list of origins such as https://app.example.com, or *, with ${MOST_CORS_ORIGINS_BYTES} bytes in all`,
      fallback: 'none',
      example: 'https://app.example.com,https://*.example.org',
    }),
  ...functionSettings,
  ...publisherSettings,
  ...endpointSettings,
  ...dataSettings,
  removalPolicy: z
    .enum([RemovalPolicy.RETAIN, RemovalPolicy.DESTROY])
    .default(RemovalPolicy.RETAIN)
    .register(settingDocs, {
      meaning:
        'What becomes of the tables, the credentials key and the bucket of large events when the stack is deleted. `retain` also protects the tables from deletion; with `destroy`, empty the bucket first: CloudFormation deletes none that holds an object.',
      allowed: '`retain` or `destroy`',
      fallback: '`retain`',
      example: 'destroy',
    }),
  alarmTopicArn: z.string().regex(TOPIC_ARN).optional().register(settingDocs, {
    meaning: 'SNS topic that is told when an alarm goes off and when it is over.',
    allowed: 'the ARN of an SNS topic',
    fallback: 'alarms tell nobody',
    example: 'arn:aws:sns:us-east-1:111122223333:on-call',
  }),
};

/**
 * All settings of a stage, with defaults and documentation. CDK context may contain nothing else.
 */
export const Settings = z
  .object(settings)
  .refine((given) => !conflictingRetrySettings(given), {
    error:
      'retrySchedule spells out the waits that retryIntervalSeconds and retryLimit describe: give it or them, not both.',
  })
  .refine((given) => !parkedRetentionTooLong(given), {
    error:
      'parkedRetentionDays is more than eventRetentionDays: a parked delivery needs its event, which the log keeps no longer than that.',
  })
  .refine((given) => !autoDisableWithoutThreshold(given), {
    error:
      'autoDisable is on, and consecutiveFailureThreshold is 0: say how many failures in a row disable a destination.',
  })
  .refine((given) => !hasNoOperatorEventTarget(given), {
    error:
      'operatorEvents would go nowhere: give operatorEventBus, operatorEventsWebhook or operatorEventsQueueArn, or -c operatorEvents= for none.',
  })
  .refine((given) => !plainHttpWebhook(given), {
    error:
      'operatorEventsWebhook must be https: plain HTTP is for stages whose allowPrivateEndpoints are allowed.',
  });
export type Settings = z.output<typeof Settings>;
