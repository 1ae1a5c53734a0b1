import { PORTAL_SIZE } from '../../lib/constructs/portal-function.ts';
import { readStage } from '../../lib/stage.ts';
import type { LocalStack } from '../../local/local-stack.ts';
import { FREE_PORTS } from '../../local/local-stack-options.ts';
import { startLocalStack } from '../../local/start.ts';
import { Store } from './store.ts';
import { TroubledService } from './troubled-service.ts';
import { Watched } from './watched.ts';

const API_KEY = 'soak-api-key-5f1c8e0b7a';

/** The properties of every destination. */
export const CREDENTIALS = {
  key: 'AKIASOAKSOAKSOAKSOAK',
  secret: 'sOaK/s3cr3t+ofTheRun/wJalrXUtnFEMI',
  session: 'FwoGZXIvYXdzEBYaDSoakSessionToken//////////',
};

/**
 * Retries continue for more than an hour, frequently at first; distant ones are parked. Timeouts
 * are short, so that the messages of a killed process return soon.
 */
const CONTEXT = {
  retrySchedule: [1, 2, 5, 10, 30, 60, ...Array(10).fill(120), ...Array(30).fill(240)],
  parkRetriesAfterSeconds: 90,
  consecutiveFailureThreshold: 20,
  routerTimeoutSeconds: 5,
  delivererTimeoutSeconds: 10,
  collectorTimeoutSeconds: 10,
  batchDelivererTimeoutSeconds: 15,
  dispatcherTimeoutSeconds: 5,
  verifierTimeoutSeconds: 5,
};

const { api, router, deliverer, verifier, retrier, eraser, releaser, dispatcher, ...batches } =
  readStage(CONTEXT);
const SIZES = new Map(
  Object.entries({
    ...{ api, router, deliverer, verifier, retrier, eraser, releaser, dispatcher },
    ...{ collector: batches.collector, 'batch-deliverer': batches.batchDeliverer },
    portal: PORTAL_SIZE,
  }),
);

/** The memory limit of a function on Lambda, in MB. */
export const memoryOf = (title: string): number => SIZES.get(title)?.memoryMb ?? 0;

/**
 * A local stack, the faulty services between its functions and its services, and the customers'
 * store.
 */
export interface Surroundings {
  readonly stack: LocalStack;
  readonly dynamodb: TroubledService;
  readonly sqs: TroubledService;
  /** S3 for the stack's own buckets. */
  readonly ownBuckets: TroubledService;
  /** The SQS endpoint for publishers, which has faults too. */
  readonly sqsUrl: string;
  readonly store: Store;
  readonly storeUrl: string;
  readonly watched: Watched;
  /** Stops all faults. */
  calmDown(): void;
  stop(): Promise<void>;
}

/**
 * @param log receives every log line of the local stack
 * @param objectsFolder receives the objects of the customers as files
 */
export const openSurroundings = async (
  dataFolder: string,
  log: (line: string) => void,
  objectsFolder?: string,
): Promise<Surroundings> => {
  await using opened = new AsyncDisposableStack();
  const watched = new Watched([CREDENTIALS.secret, CREDENTIALS.session, API_KEY]);
  const store = new Store(watched, objectsFolder);
  const dynamodb = new TroubledService('dynamodb', watched);
  const sqs = new TroubledService('sqs', watched);
  const ownBuckets = new TroubledService('s3', watched);
  opened.defer(async () => {
    await Promise.all([store, dynamodb, sqs, ownBuckets].map((each) => each.stop()));
  });
  const storeUrl = await store.start();
  let sqsUrl = '';
  const stack = await startLocalStack({
    ...FREE_PORTS,
    apiKey: API_KEY,
    buckets: [],
    dataFolder,
    context: CONTEXT,
    endpoints: async (own) => {
      sqsUrl = await sqs.start(own.AWS_ENDPOINT_URL_SQS ?? '');
      const dynamodbUrl = await dynamodb.start(own.AWS_ENDPOINT_URL_DYNAMODB ?? '');
      const s3Url = await store.startS3(await ownBuckets.start(own.AWS_ENDPOINT_URL_S3 ?? ''));
      return {
        ...own,
        AWS_ENDPOINT_URL_DYNAMODB: dynamodbUrl,
        AWS_ENDPOINT_URL_S3: s3Url,
        AWS_ENDPOINT_URL_SQS: sqsUrl,
      };
    },
    log: (source, line) => {
      watched.text(`the log of the ${source}`, line);
      log(`${source} ${line}`);
    },
  });
  opened.defer(() => stack.stop());
  const running = opened.move();
  return {
    ...{ stack, dynamodb, sqs, ownBuckets, sqsUrl, store, storeUrl, watched },
    calmDown: () => {
      for (const each of [store, dynamodb, sqs, ownBuckets]) each.calmDown();
    },
    stop: () => running.disposeAsync(),
  };
};
