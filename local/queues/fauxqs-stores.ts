import type { buildApp } from 'fauxqs';
import { fauxqsModule } from './fauxqs-module.ts';

/**
 * The stores of fauxqs's queues, topics and buckets. fauxqs exports their types, not the classes.
 */
export type FauxqsStores = NonNullable<NonNullable<Parameters<typeof buildApp>[0]>['stores']>;

/** Creates empty stores. */
export const fauxqsStores = async (): Promise<FauxqsStores> => {
  const { SqsStore } = await import(fauxqsModule('sqs/sqsStore.js'));
  const { SnsStore } = await import(fauxqsModule('sns/snsStore.js'));
  const { S3Store } = await import(fauxqsModule('s3/s3Store.js'));
  return { sqsStore: new SqsStore(), snsStore: new SnsStore(), s3Store: new S3Store() };
};

/** The error that S3 returns when a key has no object. */
export const noSuchKey = async (): Promise<(bucket: string, key: string) => Error> => {
  const { S3Error } = await import(fauxqsModule('common/errors.js'));
  return (bucket, key) =>
    new S3Error('NoSuchKey', 'The specified key does not exist.', 404, `/${bucket}/${key}`);
};
