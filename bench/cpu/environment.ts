export const DESTINATIONS_TABLE = 'destinations';
export const EVENTS_TABLE = 'events';
export const API_KEY = 'bench';
export const TENANT = 'tenant';
export const DESTINATION = 'des_01JABCDEFGHJKMNPQRSTVWXYZ0';
/** Has two destinations on AWS, whose events are not published. */
export const AWS_TENANT = 'aws';
export const KEY_DESTINATION = 'des_01JABCDEFGHJKMNPQRSTVWXYZ1';
export const ROLE_DESTINATION = 'des_01JABCDEFGHJKMNPQRSTVWXYZ2';

const KEY_ARN = 'arn:aws:kms:eu-west-1:000000000000:key/bench';
const queue = (name: string) => `https://sqs.eu-west-1.amazonaws.com/000000000000/${name}`;

/** The environment of any function. */
export const environment = (url: string): NodeJS.ProcessEnv => ({
  ...process.env,
  AWS_ENDPOINT_URL: url,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_SESSION_TOKEN: 'x'.repeat(400),
  LOG_LEVEL: 'info',
  SERVICE_NAME: 'waybill-bench',
  DESTINATIONS_TABLE,
  EVENTS_TABLE,
  LARGE_EVENTS_BUCKET: 'large-events',
  DELIVERY_QUEUE_URL: queue('deliveries'),
  PUBLISH_QUEUE_URL: queue('publish'),
  SLOW_QUEUE_URL: queue('slow'),
  BATCH_QUEUE_URL: queue('batch'),
  BATCH_DELIVERY_QUEUE_URL: queue('batchdelivery'),
  DEAD_LETTER_QUEUE_URL: queue('dead-letters'),
  VERIFICATION_QUEUE_URL: queue('verifications'),
  RETRIES_QUEUE_URL: queue('retries'),
  ERASURES_QUEUE_URL: queue('erasures'),
  OPERATOR_EVENT_OUTBOX_QUEUE_URL: queue('outbox'),
  OPERATOR_EVENTS: '',
  CREDENTIALS_KEY_ARN: KEY_ARN,
  CREDENTIALS_KEY_ARNS: KEY_ARN,
  API_KEY_SECRET_ARN: 'api-key',
  TOKEN_SECRET_ARN: 'token',
  TOKEN_TTL_HOURS: '24',
  PORTAL_URL: '',
  PORTAL_THEME: '',
  PORTAL_MINUTES: '15,60',
  TENANT_REQUESTS_PER_SECOND: '0',
  TENANT_EVENTS_PER_SECOND: '0',
  CORS_ORIGINS: '',
  TOPICS: '',
  DISABLED_DESTINATION_POLICY: 'park',
  ALLOW_TOPIC_PATTERNS: 'false',
  MAX_DESTINATIONS_PER_TENANT: '20',
  EVENT_RETENTION_DAYS: '30',
  ALLOW_PRIVATE_ENDPOINTS: 'true',
  ALLOWED_ENDPOINT_PORTS: '443',
  ACCESS_ROLE_ARN: 'arn:aws:iam::000000000000:role/waybill-local-us-east-1-access',
  CLOUD_EVENTS_SOURCE: 'urn:waybill:bench',
  SETUP_TEMPLATE_URL: 'https://example.s3.amazonaws.com/customer-role.yaml',
  TEST_WAIT_SECONDS: '10',
  CONSECUTIVE_FAILURE_THRESHOLD: '100',
  AUTO_DISABLE: 'false',
  RETRY_SCHEDULE: '30,60',
  PARK_RETRIES_AFTER_SECONDS: '900',
  PARKED_RETENTION_DAYS: '14',
});
