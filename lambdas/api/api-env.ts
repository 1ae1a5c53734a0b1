import { z } from 'zod';
import { Topics } from '../operator-events/topics.ts';
import { Count, Keeping, List, Permission, Ports, Required, Whole } from '../runtime/settings.ts';

/** What the api function reads from its environment. */
export const ApiEnv = z.object({
  DESTINATIONS_TABLE: Required,
  LOG_TABLE: Required,
  LARGE_EVENTS_BUCKET: Required,
  DELIVERY_QUEUE_URL: Required,
  VERIFICATION_QUEUE_URL: Required,
  RETRIES_QUEUE_URL: Required,
  ERASURES_QUEUE_URL: Required,
  ANNOUNCEMENTS_QUEUE_URL: Required,
  OPERATOR_EVENTS: Topics,
  CREDENTIALS_KEY_ARN: Required,
  API_KEY_SECRET_ARN: Required,
  TOKEN_SECRET_ARN: Required,
  TOKEN_LIFE_HOURS: Count,
  TENANT_REQUEST_RATE: Whole,
  PUBLISH_RATE: Whole,
  CORS_ORIGINS: List,
  TOPICS: List,
  DISABLED_DESTINATIONS: Keeping,
  TOPIC_PATTERNS: Permission,
  MAX_DESTINATIONS_PER_TENANT: Count,
  LOG_RETENTION_DAYS: Count,
  PRIVATE_ENDPOINTS: Permission,
  ENDPOINT_PORTS: Ports,
  TEST_WAIT_SECONDS: Count,
});
export type ApiEnv = z.input<typeof ApiEnv>;

/** The same, as the code reads it. */
export type Env = z.output<typeof ApiEnv>;
