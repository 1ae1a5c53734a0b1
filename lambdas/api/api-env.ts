import * as z from 'zod';
import { WriterEnv } from '../destination-types/writer-env.ts';
import { Topics } from '../operator-events/operator-event.ts';
import {
  CsvList,
  NonEmptyString,
  NonNegativeInt,
  OptionalString,
  ParkOrDrop,
  PositiveInt,
  TrueOrFalse,
} from '../platform/aws/env-schema.ts';
import { THEMES } from '../portal-sessions/theme.ts';

/**
 * Minutes for which links and sessions of the portal are valid, `15,60`; empty without the portal. One
 * variable, because the topics take most of the environment's space.
 */
const PortalMinutes = z
  .string()
  .regex(/^(?:[1-9]\d{0,3},[1-9]\d{0,3})?$/, 'must be two whole numbers')
  .transform((text) => {
    const [link = 0, session = 0] = text.split(',').map(Number);
    return { link, session };
  });

/** Environment variables of the api function. */
export const ApiEnv = z.object({
  DESTINATIONS_TABLE: NonEmptyString,
  EVENTS_TABLE: NonEmptyString,
  LARGE_EVENTS_BUCKET: NonEmptyString,
  DELIVERY_QUEUE_URL: NonEmptyString,
  BATCH_QUEUE_URL: NonEmptyString,
  BATCH_DELIVERY_QUEUE_URL: NonEmptyString,
  VERIFICATION_QUEUE_URL: NonEmptyString,
  RETRIES_QUEUE_URL: NonEmptyString,
  ERASURES_QUEUE_URL: NonEmptyString,
  OPERATOR_EVENT_OUTBOX_QUEUE_URL: NonEmptyString,
  OPERATOR_EVENTS: Topics,
  CREDENTIALS_KEY_ARN: NonEmptyString,
  API_KEY_SECRET_ARN: NonEmptyString,
  TOKEN_SECRET_ARN: NonEmptyString,
  TOKEN_TTL_HOURS: PositiveInt,
  PORTAL_URL: OptionalString,
  PORTAL_THEME: z.enum([...THEMES, '']).transform((theme) => theme || undefined),
  PORTAL_MINUTES: PortalMinutes,
  TENANT_REQUESTS_PER_SECOND: NonNegativeInt,
  TENANT_EVENTS_PER_SECOND: NonNegativeInt,
  CORS_ORIGINS: CsvList,
  TOPICS: CsvList,
  DISABLED_DESTINATION_POLICY: ParkOrDrop,
  ALLOW_TOPIC_PATTERNS: TrueOrFalse,
  MAX_DESTINATIONS_PER_TENANT: PositiveInt,
  EVENT_RETENTION_DAYS: PositiveInt,
  ...WriterEnv.shape,
  /** An https URL, or `s3://bucket/key` of an object that only the function can read. */
  SETUP_TEMPLATE_URL: z.url({ protocol: /^(https|s3)$/ }),
  TEST_WAIT_SECONDS: PositiveInt,
});
export type ApiEnv = z.input<typeof ApiEnv>;

/** The environment variables, parsed. */
export type Env = z.output<typeof ApiEnv>;
