import type { GivenBucket } from './buckets/local-bucket.ts';
import type { Endpoints } from './functions/lambda-functions.ts';
import type { Log } from './log.ts';
import type { Assembly } from './template/template.ts';

/** How to start a local stack. Port 0 means any free port. */
export interface LocalStackOptions {
  readonly port: number;
  readonly awsPort: number;
  readonly dynamodbPort: number;
  /** The port of KMS, Secrets Manager, EventBridge and STS. */
  readonly kmsPort: number;
  readonly apiKey: string;
  /** Allowed topics; an empty list allows any. @default - the value of cdk.json */
  readonly topics?: readonly string[];
  /** Buckets to create at the start. */
  readonly buckets: readonly GivenBucket[];
  /**
   * The roles of customers: JSON text, or the path of a JSON file or a folder of such files. Files
   * are read again when they change.
   *
   * @default - there are none
   */
  readonly roles?: string;
  /** The folder that objects are stored in, as files. */
  readonly dataFolder: string;
  /**
   * Whether to delete the buckets of an earlier start, with their objects, as the tables and queues
   * start empty, too.
   *
   * @default false
   */
  readonly emptyBuckets?: boolean;
  /**
   * Seconds between two runs of each scheduled function.
   *
   * @default - the template's schedule
   */
  readonly scheduleSeconds?: number;
  /**
   * The longest time, in seconds, that messages of a queue gather before a run of its function.
   *
   * @default - the template's batching windows
   */
  readonly windowSeconds?: number;
  /**
   * Whether each function starts with its first invocation, as on Lambda.
   *
   * @default false, so that first invocations are fast
   */
  readonly functionsOnDemand?: boolean;
  /**
   * Replaces the endpoints that the functions call. A proxy can use it to inject errors.
   *
   * @default - the local stack's own endpoints
   */
  readonly endpoints?: (own: Endpoints) => Promise<Endpoints>;
  /** CDK context that overrides the context of the stage `local`. */
  readonly context?: Readonly<Record<string, unknown>>;
  /**
   * Returns the assembly of the stack with this context, for example from an earlier synthesis.
   *
   * @default - the stack is synthesized into a temporary folder
   */
  readonly assemble?: (context: Readonly<Record<string, unknown>>) => Promise<Assembly>;
  readonly log: Log;
}

export const DEFAULTS = {
  port: 3333,
  awsPort: 4566,
  dynamodbPort: 8000,
  kmsPort: 0,
  apiKey: 'waybill-local',
  buckets: ['my-events-bucket'],
  dataFolder: '.local',
} as const;

/** Any free ports, for a local stack that runs beside another. */
export const FREE_PORTS = { port: 0, awsPort: 0, dynamodbPort: 0, kmsPort: 0 } as const;
