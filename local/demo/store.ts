import { GetObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { REGION } from '../template/names.ts';
import { TEST_CREDENTIALS } from '../test-credentials.ts';
import { poll } from './poll.ts';
import type { ShownObject } from './print.ts';

/** Reads the customer's bucket. */
export interface Store {
  /** @throws Error if no object of that event arrives in time */
  objectOf(eventId: string): Promise<ShownObject>;
  close(): void;
}

/** The bucket in the local stack. */
export function storeAt({ objectStoreUrl, bucket }: StoreAddress): Store {
  const s3 = new S3Client({
    endpoint: objectStoreUrl,
    region: REGION,
    credentials: TEST_CREDENTIALS,
  });
  return {
    objectOf: async (eventId) => {
      const { value: key, milliseconds } = await poll(`object of event ${eventId}`, () =>
        keyOf(s3, bucket, eventId),
      );
      return { ...(await read(s3, bucket, key)), key, milliseconds };
    },
    close: () => s3.destroy(),
  };
}

interface StoreAddress {
  readonly objectStoreUrl: string;
  readonly bucket: string;
}

/** The default key template includes the event id in the object key. */
async function keyOf(s3: S3Client, bucket: string, eventId: string): Promise<string | undefined> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: bucket }));
  return Contents.find(({ Key }) => Key?.includes(eventId))?.Key;
}

async function read(s3: S3Client, bucket: string, key: string) {
  const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return {
    contentType: object.ContentType ?? '',
    metadata: object.Metadata ?? {},
    body: (await object.Body?.transformToString()) ?? '',
  };
}
