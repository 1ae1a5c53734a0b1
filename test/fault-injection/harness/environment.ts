import type { ApiEnv } from '../../../lambdas/api/api-env.ts';
import type { BatchDelivererEnv } from '../../../lambdas/batch-deliverer.ts';
import type { CollectorEnv } from '../../../lambdas/collector.ts';
import type { DelivererEnv } from '../../../lambdas/deliverer.ts';
import type { DispatcherEnv } from '../../../lambdas/dispatcher.ts';
import type { EraserEnv } from '../../../lambdas/eraser.ts';
import type { ReleaserEnv } from '../../../lambdas/releaser.ts';
import type { RetrierEnv } from '../../../lambdas/retrier.ts';
import type { RouterEnv } from '../../../lambdas/router.ts';
import type { VerifierEnv } from '../../../lambdas/verifier.ts';
import { KEY_ARN, OUR_BUCKET } from '../fakes/outside.ts';

/** The functions of a harness. */
export type FunctionName = keyof typeof ENVIRONMENTS;

/** Stage settings that a scenario may override. */
export interface StageSettings {
  readonly TENANT_EVENTS_PER_SECOND?: string;
  readonly CONSECUTIVE_FAILURE_THRESHOLD?: string;
  readonly AUTO_DISABLE?: string;
  readonly EVENT_RETENTION_DAYS?: string;
  /** Operator event topics. @default none */
  readonly OPERATOR_EVENTS?: string;
}

/** The secrets in Secrets Manager, by their ARN. */
export const API_KEY_ARN = 'arn:api-key';
export const TOKEN_SECRET_ARN = 'arn:token-secret';

/** The platform's own queue that receives operator events. */
export const OPERATORS_QUEUE = 'operators';

const urlOf = (name: string) => `http://queues/000000000000/${name}`;

const shared = {
  DESTINATIONS_TABLE: 'destinations',
  EVENTS_TABLE: 'log',
  DELIVERY_QUEUE_URL: urlOf('delivery'),
  VERIFICATION_QUEUE_URL: urlOf('verification'),
  PUBLISH_QUEUE_URL: urlOf('publish'),
  SLOW_QUEUE_URL: urlOf('slow'),
  BATCH_QUEUE_URL: urlOf('batch'),
  BATCH_DELIVERY_QUEUE_URL: urlOf('batchdelivery'),
  OPERATOR_EVENT_OUTBOX_QUEUE_URL: urlOf('outbox'),
  RETRIES_QUEUE_URL: urlOf('retries'),
  ERASURES_QUEUE_URL: urlOf('erasures'),
  OPERATOR_EVENTS: '',
  EVENT_RETENTION_DAYS: '30',
  ALLOW_PRIVATE_ENDPOINTS: 'false',
  ALLOWED_ENDPOINT_PORTS: '443',
  ACCESS_ROLE_ARN: 'arn:aws:iam::000000000000:role/waybill-local-us-east-1-access',
  CLOUD_EVENTS_SOURCE: 'urn:waybill:local',
  SETUP_TEMPLATE_URL: 'https://templates.example/access.json',
  DISABLED_DESTINATION_POLICY: 'park',
  TOPICS: '',
  TENANT_EVENTS_PER_SECOND: '0',
  LARGE_EVENTS_BUCKET: OUR_BUCKET,
  CREDENTIALS_KEY_ARN: KEY_ARN,
  CREDENTIALS_KEY_ARNS: KEY_ARN,
} as const;

const delivering = {
  ...shared,
  CONSECUTIVE_FAILURE_THRESHOLD: '20',
  AUTO_DISABLE: 'false',
  RETRY_SCHEDULE: '30,60,120,240,480,960,1920,3840,7680,15360',
  PARK_RETRIES_AFTER_SECONDS: '900',
  PARKED_RETENTION_DAYS: '14',
} as const;

/** Each function's environment variables: the defaults of a stage, as far as they exist. */
const ENVIRONMENTS = {
  api: {
    ...shared,
    API_KEY_SECRET_ARN: API_KEY_ARN,
    TOKEN_SECRET_ARN,
    TOKEN_TTL_HOURS: '24',
    PORTAL_URL: '',
    PORTAL_THEME: '',
    PORTAL_MINUTES: '15,60',
    TENANT_REQUESTS_PER_SECOND: '20',
    CORS_ORIGINS: '',
    ALLOW_TOPIC_PATTERNS: 'false',
    MAX_DESTINATIONS_PER_TENANT: '20',
    TEST_WAIT_SECONDS: '25',
  } satisfies ApiEnv,
  router: { ...shared, DEAD_LETTER_QUEUE_URL: urlOf('publish-dead-letters') } satisfies RouterEnv,
  deliverer: {
    ...delivering,
    DEAD_LETTER_QUEUE_URL: urlOf('delivery-dead-letters'),
  } satisfies DelivererEnv,
  collector: {
    ...shared,
    DEAD_LETTER_QUEUE_URL: urlOf('batch-dead-letters'),
  } satisfies CollectorEnv,
  'batch-deliverer': {
    ...delivering,
    DEAD_LETTER_QUEUE_URL: urlOf('batchdelivery-dead-letters'),
  } satisfies BatchDelivererEnv,
  verifier: {
    ...shared,
    DEAD_LETTER_QUEUE_URL: urlOf('verification-dead-letters'),
  } satisfies VerifierEnv,
  releaser: { ...shared, RELEASE_RATE: '100', PROBE_WAIT_SECONDS: '0' } satisfies ReleaserEnv,
  retrier: { ...shared, DEAD_LETTER_QUEUE_URL: urlOf('retries-dead-letters') } satisfies RetrierEnv,
  eraser: { ...shared, DEAD_LETTER_QUEUE_URL: urlOf('erasures-dead-letters') } satisfies EraserEnv,
  dispatcher: {
    ...shared,
    DEAD_LETTER_QUEUE_URL: urlOf('outbox-dead-letters'),
    DEPLOYMENT_ID: 'faults',
    EVENT_BUS: '',
    EVENTBRIDGE_URL: 'https://events',
    WEBHOOK_URL: '',
    WEBHOOK_SECRET_ARN: '',
    OPERATOR_EVENTS_QUEUE_URL: urlOf(OPERATORS_QUEUE),
  } satisfies DispatcherEnv,
};

/** The environment of a function's process. Its calls go to `url` and carry its name. */
export const environmentOf = (
  name: FunctionName,
  life: string,
  url: string,
  settings: StageSettings,
): Readonly<Record<string, string>> => ({
  ...ENVIRONMENTS[name],
  ...settings,
  AWS_ENDPOINT_URL: url,
  AWS_SDK_UA_APP_ID: life,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'function',
  AWS_SECRET_ACCESS_KEY: 'function',
  LOG_LEVEL: 'debug',
  SERVICE_NAME: 'waybill-faults',
});
