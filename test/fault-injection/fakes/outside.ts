import type { ServiceRequest, ServiceResponse } from '../../../local/direct-response.ts';
import { type Action, ServiceError } from '../../../local/secrets/aws-json.ts';
import { kmsActions } from '../../../local/secrets/kms.ts';
import { secretsManagerActions } from '../../../local/secrets/secrets-manager.ts';
import { type Database, startDatabase } from '../../support/database.ts';
import { Refusal } from '../../support/strict-s3/refusal.ts';
import { type StrictS3, startStrictS3 } from '../../support/strict-s3.ts';
import { startTables, type Tables } from '../../support/tables.ts';
import type { Call } from './call.ts';
import { jsonAnswer, s3Refusal } from './errors.ts';
import { type HeldQueues, sqsActions } from './held-queue.ts';
import { objectAnswer } from './our-bucket.ts';

/**
 * A fault of a store. With `code`, the store rejects the request: `lasts` also rejects the following
 * requests, and `isCarriedOut` executes the request before it rejects it. With `seconds`, the store is
 * slow, and then responds (`isDone`) or disconnects.
 */
export type StoreFault =
  | {
      readonly status: number;
      readonly code: string;
      readonly lasts?: true;
      readonly isCarriedOut?: true;
    }
  | { readonly seconds: number; readonly isDone: boolean };

/** In-memory fakes of everything that the functions call. */
export interface Outside {
  readonly database: Database;
  readonly tables: Tables;
  readonly queues: HeldQueues;
  /** The buckets of customers. */
  readonly store: StrictS3;
  /** The stage's own bucket, by path. */
  readonly ours: Map<string, Buffer>;
  /** The store's behavior for the next requests. */
  readonly storeFaults: StoreFault[];
  /** Forwards a call to its service; undefined when the service does not respond. */
  forward(call: Call, request?: ServiceRequest): Promise<ServiceResponse | undefined>;
  stop(): Promise<void>;
}

/** Configuration of the fakes. */
export interface OutsideOptions {
  readonly buckets: readonly string[];
  readonly accessKey: { readonly key: string; readonly secret: string; readonly session: string };
  /** Secrets by their ARN. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Advances the time by this many seconds. */
  readonly passTime: (seconds: number) => void;
}

/** The stage's own bucket. */
export const OUR_BUCKET = 'large-events';

/** The id of the key that encrypts credentials. */
export const KEY_ARN = '11111111-2222-4333-8444-555555555555';

/** Starts the fakes of everything that the functions call. */
export async function startOutside(options: OutsideOptions): Promise<Outside> {
  const { accessKey, buckets } = options;
  const queues: HeldQueues = new Map();
  const storeFaults: StoreFault[] = [];
  const ours = new Map<string, Buffer>();
  const database = await startDatabase();
  const [tables, store] = await Promise.all([
    startTables(Promise.resolve(database)),
    startStrictS3({ accessKeys: [accessKey], buckets }),
  ]);
  const actions = actionsOf(options, queues);
  return {
    ...{ database, tables, queues, store, ours, storeFaults },
    forward: async ({ service, request: original }, request = original) => {
      if (service === 'dynamodb') return database.ask(request);
      if (service !== 's3') return acted(actions, request);
      if (request.path.startsWith(`/${OUR_BUCKET}/`)) return objectAnswer(ours, request);
      const respond = () => store.ask(request);
      const [fault] = storeFaults;
      // A verification ignores errors of its unsigned HEAD request, so a fault there has no effect.
      if (fault === undefined || request.method === 'HEAD') return respond();
      if (!('lasts' in fault)) storeFaults.shift();
      if ('code' in fault) {
        if (fault.isCarriedOut) await respond();
        return s3Refusal(new Refusal(fault.status, fault.code, echoedHeaders(request)));
      }
      const answer = fault.isDone ? await respond() : undefined;
      options.passTime(fault.seconds);
      return answer;
    },
    stop: async () => {
      await Promise.all([tables.stop(), store.stop()]);
    },
  };
}

/**
 * A store is controlled by its customer; this one includes everything it received in its responses.
 */
const echoedHeaders = ({ headers }: ServiceRequest): string =>
  Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');

/** SQS, KMS and Secrets Manager. */
const actionsOf = ({ secrets }: OutsideOptions, queues: HeldQueues): Actions => ({
  ...sqsActions(queues),
  ...kmsActions([{ id: KEY_ARN, arn: KEY_ARN, aliases: [] }]),
  ...secretsManagerActions(
    Object.entries(secrets).map(([arn, value]) => ({ name: arn, arn, value })),
  ),
});

type Actions = Readonly<Record<string, Action>>;

/** Executes a request in this process. */
function acted(actions: Actions, { headers, body }: ServiceRequest): ServiceResponse {
  const target = String(headers['x-amz-target']);
  const act = actions[target];
  if (!act) throw new Error(`the harness does not know ${target}`);
  try {
    return jsonAnswer(200, act(JSON.parse(body.toString())));
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return jsonAnswer(400, { __type: error.type, message: error.message });
  }
}
