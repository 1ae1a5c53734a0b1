import { S3Client } from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import { inject } from 'vitest';

/** The endpoints of the local stack of the e2e tests. */
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
  /** The folder whose JSON files give the roles of customers. */
  readonly rolesFolder?: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    localStack: LocalStackAddress;
  }
}

/** Buckets that exist in the local stack of the e2e tests. */
export const BUCKETS = ['my-events-bucket', 'another-bucket'] as const;

/** A bucket that belongs to a customer's account. */
export const CUSTOMER_BUCKET = { name: 'customer-bucket', owner: '111122223333' } as const;

/** A local stack (by default that of the e2e tests) with clients to inspect it. */
export const localStack = (address = inject('localStack')) => {
  const aws = {
    endpoint: address.objectStoreUrl,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  return { ...address, s3: new S3Client(aws), sqs: new SQSClient(aws) };
};
