import type { Endpoints } from './functions/lambda-functions.ts';
import type { Log } from './log.ts';

/** How a house is to be built. Port 0 means any free one. */
export interface LocalStackOptions {
  readonly port: number;
  readonly awsPort: number;
  readonly dynamodbPort: number;
  /** KMS, Secrets Manager and EventBridge. */
  readonly kmsPort: number;
  readonly apiKey: string;
  /** The only topics an event may have; the empty list allows any. @default - as cdk.json says */
  readonly topics?: readonly string[];
  /** Buckets that exist from the start. */
  readonly buckets: readonly string[];
  /** Where objects are kept, as files. */
  readonly dataFolder: string;
  /**
   * Seconds between two runs of whatever runs by the clock.
   *
   * @default - as the template says
   */
  readonly scheduleSeconds?: number;
  /**
   * What the functions find in place of the house's own services: for whoever stands in between, to
   * have calls fail.
   *
   * @default - the house's own
   */
  readonly endpoints?: (own: Endpoints) => Promise<Endpoints>;
  /** CDK context, over the local stage's own. */
  readonly context?: Readonly<Record<string, unknown>>;
  readonly log: Log;
}

/** The house as it is without settings. */
export const DEFAULTS = {
  port: 3333,
  awsPort: 4566,
  dynamodbPort: 8000,
  kmsPort: 0,
  apiKey: 'waybill-local',
  buckets: ['my-events-bucket'],
  dataFolder: '.local',
} as const;

/** Any free ports, for a house that must not meet another. */
export const FREE_PORTS = { port: 0, awsPort: 0, dynamodbPort: 0, kmsPort: 0 } as const;
