import { join } from 'node:path';
import { buildApp } from 'fauxqs';
import { type ApiCall, accessesIn } from '../access/api-calls.ts';
import { checkRequests } from '../access/check-requests.ts';
import { credentialOf } from '../access/credential.ts';
import { Identities } from '../access/identities.ts';
import { checkDigests } from '../buckets/check-digests.ts';
import { checkPreconditions } from '../buckets/check-preconditions.ts';
import { type GivenBucket, type LocalBucket, localBucket } from '../buckets/local-bucket.ts';
import { ObjectFiles } from '../buckets/object-files.ts';
import { explainPortTaken, HOST } from '../listen.ts';
import type { Server } from '../server.ts';
import { ACCOUNT, REGION } from '../template/names.ts';
import { type FauxqsStores, fauxqsStores, noSuchKey, patchXmlCharset } from './fauxqs.ts';
import { patchFairQueues } from './patch-fair-queues.ts';
import { type SqsCalls, sqsCalls } from './sqs-calls.ts';

type S3Store = FauxqsStores['s3Store'];

/** Local SQS and S3. Queues are in memory, objects are files. */
export interface SqsAndS3 extends Server {
  /** For the pollers of queues. */
  readonly calls: SqsCalls;
  queueUrl(name: string): string;
  createQueue(name: string, attributes: Record<string, string>): void;
  createBucket(bucket: GivenBucket): void;
  /** Deletes all buckets with their objects. Returns whether there was an object. */
  deleteBuckets(): boolean;
}

/**
 * Starts the server, with objects in the folder `s3` of `folder`, and their metadata beside it.
 *
 * @param identities whose temporary credentials the buckets accept
 * @param onCall is called with each signed call of SQS
 */
export const startSqsAndS3 = async (
  port: number,
  folder: string,
  identities: Identities = new Identities(),
  onCall: (call: ApiCall) => void = () => {},
): Promise<SqsAndS3> => {
  await patchXmlCharset();
  await patchFairQueues();
  const stores = await fauxqsStores();
  const calls = await sqsCalls(stores.sqsStore);
  const folders = { objects: join(folder, 's3'), metadata: join(folder, 's3-metadata') };
  const files = new ObjectFiles(folders, await noSuchKey());
  files.loadS3(stores.s3Store);
  stores.s3Store.persistence = files;
  // fauxqs's own start function would listen on all interfaces.
  const app = buildApp({ logger: false, defaultRegion: REGION, stores });
  observeQueueCalls(app, onCall);
  checkDigests(app, (name) => stores.s3Store.hasBucket(name));
  checkPreconditions(app, (bucket, key) => hasObject(stores.s3Store, bucket, key));
  const buckets = new Map<string, LocalBucket>();
  checkRequests(app, identities, (name) =>
    stores.s3Store.hasBucket(name) ? (buckets.get(name) ?? localBucket(name)) : undefined,
  );
  const url = await explainPortTaken(port, 'LOCAL_AWS_PORT', () =>
    app.listen({ port, host: HOST }),
  );
  // With an IP address as host, fauxqs finds a queue by name, in any region that the client signs for.
  const queueUrl = (name: string) => `${url}/${ACCOUNT}/${name}`;
  return {
    url,
    stop: () => app.close(),
    calls,
    queueUrl,
    createQueue: (name, attributes) => {
      const arn = `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
      stores.sqsStore.createQueue(name, queueUrl(name), arn, attributes);
    },
    createBucket: (given) => {
      const bucket = localBucket(given);
      buckets.set(bucket.name, bucket);
      stores.s3Store.createBucket(bucket.name);
    },
    deleteBuckets: () => {
      const hadObjects = hasObjects(stores.s3Store);
      stores.s3Store.purgeAll();
      files.purgeAll();
      return hadObjects;
    },
  };
};

const hasObjects = (store: S3Store): boolean =>
  store.listBuckets().some(({ name }) => store.listObjects(name).objects.length > 0);

const hasObject = (store: S3Store, bucket: string, key: string): boolean => {
  try {
    store.headObject(bucket, key);
    return true;
  } catch {
    return false;
  }
};

/** Calls `onCall` with each signed call of SQS. */
const observeQueueCalls = (
  app: ReturnType<typeof buildApp>,
  onCall: (call: ApiCall) => void,
): void => {
  app.addHook('preHandler', async ({ headers, body }) => {
    const target = headers['x-amz-target'];
    const credential = credentialOf(headers);
    if (target === undefined || credential === undefined) return;
    onCall({ ...credential, needed: accessesIn(String(target), body) });
  });
};
