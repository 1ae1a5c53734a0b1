import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { OBJECT, PUT, SEND } from './message.ts';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient(), {
  marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
});
const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
const s3 = new S3Client({
  forcePathStyle: true,
  maxAttempts: 1,
  cacheMiddleware: true,
  expectContinueHeader: false,
  requestChecksumCalculation: 'WHEN_REQUIRED',
  responseChecksumValidation: 'WHEN_REQUIRED',
});

export const put = () => documents.send(new PutCommand(PUT));
export const send = () => sqs.send(new SendMessageBatchCommand(SEND));
export const storeObject = () => s3.send(new PutObjectCommand(OBJECT));
