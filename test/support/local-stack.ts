import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { inject } from 'vitest';

/** Where the house of the journey tests is. */
export interface LocalStackAddress {
  /** The HTTP API. */
  readonly url: string;
  readonly apiKey: string;
  readonly publishQueueUrl: string;
  readonly largeEventsBucket: string;
  /** S3 and SQS. */
  readonly objectStoreUrl: string;
  readonly dynamodbUrl: string;
  /** KMS and Secrets Manager. */
  readonly kmsUrl: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    house: LocalStackAddress;
  }
}

/** Buckets that exist in the house of the journey tests. */
export const BUCKETS = ['my-events-bucket', 'another-bucket'] as const;

/** A house, that of the journey tests unless told otherwise, with clients to look around in it. */
export const localStack = (address = inject('house')) => {
  const aws = {
    endpoint: address.objectStoreUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  return { ...address, s3: new S3Client(aws), sqs: new SQSClient(aws) };
};
