import { RemovalPolicy } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import * as z from 'zod';
import { LOG_LEVELS } from '../../lambdas/platform/aws/logger.ts';
import { accessSettings } from './access-settings.ts';
import { capacitySettings, conflictingCapacity } from './capacity-settings.ts';
import { cloudEventSettings } from './cloud-event-settings.ts';
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
import { portalPageProblems, portalPageSettings } from './portal-page-settings.ts';
import { portalSettings } from './portal-settings.ts';
import { publisherSettings, tooManyPublishers } from './publisher-settings.ts';
import { conflictingRetrySettings, retrySettings } from './retry-settings.ts';
import { settingDocs } from './setting-docs.ts';
import { listOf, numberIn, setOf, trueOrFalse, wholeNumber } from './values.ts';

/**
 * Twenty characters keep every derived name below SQS's limit of 80, and Lambda's and IAM's of 64. The
 * access role's name also contains the region.
 */
const STAGE_NAME = /^[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?$/;

/** `*` means "any topic" in a destination, and commas separate the list in the environment. */
const TOPIC = /^[^\s*,\p{Cc}](?:[^*,\p{Cc}]{0,126}[^\s*,\p{Cc}])?$/u;

/** Guards against typing errors; the effective limit is {@link MAX_TOPICS_BYTES}. */
const MAX_TOPICS = 500;

/**
 * Lambda limits a function's environment to 4,096 bytes. The API's and router's other variables
 * stay under 3,320: about forty names (800 bytes), two table names (at most 255 each), queue URLs
 * (120 each), ARNs (120 each), web origins (300), the template's URL (200), the source of CloudEvents
 * (128), and numbers.
 */
const MAX_TOPICS_BYTES = 768;

const fitEnvironment = (topics: readonly string[]): boolean =>
  Buffer.byteLength(topics.join(',')) <= MAX_TOPICS_BYTES;

const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}$/;

/**
 * An origin as browsers send it (RFC 6454, section 6.2), with optional wildcards; or `*` for all.
 */
const CORS_ORIGIN = /^(?:\*|https?:\/\/[a-z0-9*](?:[a-z0-9*.-]{0,251}[a-z0-9])?(?::\d{1,5})?)$/;

/** The list shares the environment with the topics. */
const MAX_CORS_ORIGINS_BYTES = 300;

const fitBesideTopics = (origins: readonly string[]): boolean =>
  Buffer.byteLength(origins.join(',')) <= MAX_CORS_ORIGINS_BYTES;

/** CloudWatch Logs supports only these retention periods. Indefinite retention is excluded. */
const LogDays = z.enum(RetentionDays).refine((days) => days !== RetentionDays.INFINITE);
const LOG_DAYS = LogDays.options.filter((days) => days !== RetentionDays.INFINITE);

/**
 * Every publish reads all of a tenant's destinations, and one response of at most 6 MB lists them.
 */
const MAX_DESTINATIONS = 100;

const TEN_YEARS_IN_DAYS = 3650;

const YEAR_IN_HOURS = 8760;

/** Guards against typing errors: ten times an AWS account's default quota. */
const MAX_REQUESTS_PER_SECOND = 100_000;

const settings = {
  stage: z.string().regex(STAGE_NAME).default('dev').register(settingDocs, {
    meaning: 'Name of this deployment. Its stack is named `waybill-<stage>`.',
    allowed: '1 to 20 lower-case letters, digits and inner hyphens',
    fallback: '`dev`',
    example: 'prod',
  }),
  topics: setOf(z.string().regex(TOPIC), MAX_TOPICS)
    .refine(fitEnvironment)
    .default([])
    .register(settingDocs, {
      meaning: 'Known topics. Events and destinations with another topic are rejected.',
      allowed:
        'a list of topics of 1 to 128 characters without `*`, commas or control characters, 768 bytes in total',
      fallback: 'any topic',
      example: 'orders,users',
    }),
  allowTopicPatterns: trueOrFalse.default(false).register(settingDocs, {
    meaning:
      'Whether destinations may subscribe to patterns such as `user.*`. `*` matches any sequence of characters. If `topics` is set, a pattern must match at least one of them.',
    allowed: '`true` or `false`',
    fallback: '`false`',
    example: 'true',
  }),
  ...accessSettings,
  ...cloudEventSettings,
  ...retrySettings,
  ...parkingSettings,
  ...operatorEventSettings,
  maxDestinationsPerTenant: wholeNumber(1, MAX_DESTINATIONS)
    .default(20)
    .register(settingDocs, {
      meaning: 'Maximum destinations per tenant.',
      allowed: `a whole number from 1 to ${MAX_DESTINATIONS}`,
      fallback: '`20`',
      example: '20',
    }),
  tokenTtlHours: wholeNumber(1, YEAR_IN_HOURS)
    .default(24)
    .register(settingDocs, {
      meaning: "Hours for which a tenant's token is valid.",
      allowed: `a whole number from 1 to ${YEAR_IN_HOURS}`,
      fallback: '`24`',
      example: '24',
    }),
  ...portalSettings,
  eventRetentionDays: wholeNumber(1, TEN_YEARS_IN_DAYS)
    .default(30)
    .register(settingDocs, {
      meaning: 'Days for which events and attempts are retained.',
      allowed: `a whole number from 1 to ${TEN_YEARS_IN_DAYS}`,
      fallback: '`30`',
      example: '30',
    }),
  functionLogRetentionDays: numberIn(LogDays)
    .default(RetentionDays.ONE_MONTH)
    .register(settingDocs, {
      meaning: 'Days for which the logs of the functions and of the HTTP API are retained.',
      allowed: `one of the retention periods of CloudWatch Logs: ${LOG_DAYS.join(', ')}`,
      fallback: '`30`',
      example: '30',
    }),
  logLevel: z
    .enum(LOG_LEVELS)
    .default('info')
    .register(settingDocs, {
      meaning:
        "Lowest level of the lines in the functions' logs. `debug` adds a line for each event and each attempt; `info` writes one line per run. `warn` writes only metrics, failures, and errors of destinations.",
      allowed: LOG_LEVELS.map((level) => `\`${level}\``).join(', '),
      fallback: '`info`',
      example: 'debug',
    }),
  apiRateLimit: wholeNumber(1, MAX_REQUESTS_PER_SECOND)
    .default(1000)
    .register(settingDocs, {
      meaning: 'Steady-state limit of HTTP requests per second. Requests above it get 429.',
      allowed: `a whole number from 1 to ${MAX_REQUESTS_PER_SECOND}`,
      fallback: '`1000`',
      example: '1000',
    }),
  apiBurstLimit: wholeNumber(1, MAX_REQUESTS_PER_SECOND)
    .default(2000)
    .register(settingDocs, {
      meaning: 'Maximum burst of HTTP requests.',
      allowed: `a whole number from 1 to ${MAX_REQUESTS_PER_SECOND}`,
      fallback: '`2000`',
      example: '2000',
    }),
  ...limitSettings,
  corsOrigins: listOf(z.string().regex(CORS_ORIGIN), MAX_CORS_ORIGINS_BYTES)
    .refine(fitBesideTopics)
    .default([])
    .register(settingDocs, {
      meaning:
        'Web origins whose pages may call the HTTP API from a browser (CORS), with a tenant token. `*` in a host matches one label; `*` alone matches any origin.',
      allowed: `a list of origins such as https://app.example.com, or *, ${MAX_CORS_ORIGINS_BYTES} bytes in total`,
      fallback: 'none',
      example: 'https://app.example.com,https://*.example.org',
    }),
  ...portalPageSettings,
  ...functionSettings,
  ...publisherSettings,
  ...endpointSettings,
  ...dataSettings,
  ...capacitySettings,
  removalPolicy: z
    .enum([RemovalPolicy.RETAIN, RemovalPolicy.DESTROY])
    .default(RemovalPolicy.RETAIN)
    .register(settingDocs, {
      meaning:
        'What happens to the tables, the credentials key and the large-events bucket when the stack is deleted. `retain` keeps them, and also protects the tables from deletion. With `destroy`, empty the bucket first: CloudFormation does not delete a bucket that contains objects.',
      allowed: '`retain` or `destroy`',
      fallback: '`retain`',
      example: 'destroy',
    }),
  alarms: trueOrFalse.default(true).register(settingDocs, {
    meaning:
      'Whether the stage has CloudWatch alarms. `false` saves their price, for example on a test stage. Emulators of AWS may need `false`: see docs/how-to/emulator.md.',
    allowed: '`true` or `false`',
    fallback: '`true`',
    example: 'false',
  }),
  alarmTopicArn: z.string().regex(TOPIC_ARN).optional().register(settingDocs, {
    meaning: 'SNS topic that is notified when an alarm changes to ALARM and back to OK.',
    allowed: 'the ARN of an SNS topic',
    fallback: 'no notifications',
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
      'retrySchedule cannot be combined with retryIntervalSeconds or retryLimit: set one or the other.',
  })
  .refine((given) => !parkedRetentionTooLong(given), {
    error:
      'parkedRetentionDays is more than eventRetentionDays: a parked delivery needs its event, which is deleted after eventRetentionDays.',
  })
  .refine((given) => !conflictingCapacity(given), {
    error:
      'minTableReadUnits and minTableWriteUnits must not be more than maxTableReadUnits and maxTableWriteUnits.',
  })
  .refine((given) => !autoDisableWithoutThreshold(given), {
    error:
      'autoDisable is true and consecutiveFailureThreshold is 0: set the number of consecutive failures that disables a destination.',
  })
  .refine((given) => !hasNoOperatorEventTarget(given), {
    error:
      'operatorEvents have no target: set operatorEventBus, operatorEventsWebhook or operatorEventsQueueArn, or disable them with -c operatorEvents=.',
  })
  .refine(({ alarms, alarmTopicArn }) => alarms || alarmTopicArn === undefined, {
    error: 'alarmTopicArn is set and alarms is false: remove alarmTopicArn, or set alarms to true.',
  })
  .refine((given) => !plainHttpWebhook(given), {
    error: 'operatorEventsWebhook must be an https URL unless allowPrivateEndpoints is true.',
  })
  .refine((given) => !tooManyPublishers(given), {
    error:
      'publisherAccountIds, publisherTopicArns and publisherRuleArns do not fit the policy of the publish queue, which SQS limits to 8,192 bytes: remove some.',
  })
  .superRefine((given, context) => {
    for (const message of portalPageProblems(given)) context.addIssue({ code: 'custom', message });
  });
export type Settings = z.output<typeof Settings>;
