import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SendMessageBatchCommand, SQSClient } from '@aws-sdk/client-sqs';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { PUT, SEND } from './message.ts';

const documents = DynamoDBDocumentClient.from(new DynamoDBClient(), {
  marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
});
const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });

export const put = () => documents.send(new PutCommand(PUT));
export const send = () => sqs.send(new SendMessageBatchCommand(SEND));
