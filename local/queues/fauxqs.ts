import { findPackageJSON } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { buildApp } from 'fauxqs';

/**
 * The path of a fauxqs module that the package does not export: `path` in its folder `dist`, for
 * `import()`.
 */
export const fauxqsModule = (path: string): string => {
  const folder = join(findPackageJSON('fauxqs', import.meta.url) ?? '', '..');
  return pathToFileURL(join(folder, 'dist', path)).href;
};

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

/**
 * Patches fauxqs to accept all XML 1.0 characters, as SQS does (API_SendMessage). fauxqs 2.4.1
 * rejects those beyond U+FFFF, emoji among them, because its pattern lacks a flag.
 */
export const patchXmlCharset = async (): Promise<void> => {
  const { INVALID_MESSAGE_BODY_CHAR: refused } = await import(fauxqsModule('sqs/sqsTypes.js'));
  refused.compile('[^\\x09\\x0A\\x0D\\x20-\\uD7FF\\uE000-\\uFFFD\\u{10000}-\\u{10FFFF}]', 'u');
};
