import {
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { startFauxqs } from 'fauxqs';
import type { StoredEvent } from '../../lambdas/events/event.ts';
import { LargePayloadStore } from '../../lambdas/events/large-payload-store.ts';
import { blobStoreIn } from '../../lambdas/platform/aws/blob-store.s3.ts';
import { Objects } from '../../lambdas/platform/aws/calls/objects.s3.ts';
import { TEST_CREDENTIALS } from '../../local/test-credentials.ts';
import { awsAt } from './aws.ts';

/** The payload store of tests without large events: it has no bucket. */
export const ONLY_SMALL = new LargePayloadStore(
  blobStoreIn(new Objects(awsAt('http://none')), 'none'),
);

/** The name of a test's bucket. */
export const BUCKET = 'large-events';

/** The bucket of a stage that was created again. */
const NEW_BUCKET = 'new-large-events';

/** An event's data; undefined when it is missing. */
export async function dataOf(
  eventData: LargePayloadStore,
  event: StoredEvent,
): Promise<string | undefined> {
  const found = await eventData.read(event);
  return found.kind === 'found' ? found.data : undefined;
}

/** Starts an in-memory S3 with a bucket of large events. */
export async function startObjects() {
  const server = await startFauxqs({ port: 0, logger: false });
  server.createBucket(BUCKET);
  server.createBucket(NEW_BUCKET);
  const url = `http://127.0.0.1:${server.port}`;
  const client = new S3Client({
    endpoint: url,
    region: 'us-east-1',
    credentials: TEST_CREDENTIALS,
  });
  const stored = new Objects(awsAt(url));
  const objects = blobStoreIn(stored, BUCKET);
  const newObjects = blobStoreIn(stored, NEW_BUCKET);
  return {
    url,
    objects,
    eventData: new LargePayloadStore(objects),
    /** The store of a stage that was created again and uses another bucket. */
    newObjects,
    /** The payload store of the same stage. */
    newEventData: new LargePayloadStore(newObjects),
    put: async (Key: string, Body: string | Buffer) => {
      await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }));
    },
    textAt: async (Key: string): Promise<string | undefined> => {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key }));
      return Body?.transformToString();
    },
    /** The keys of all objects. */
    keys: async (): Promise<string[]> => {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: BUCKET }));
      return Contents.flatMap(({ Key }) => Key ?? []);
    },
    stop: async () => {
      client.destroy();
      await server.stop();
    },
  };
}
