import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CLIENT, localClient } from '../clients.ts';

/** A DynamoDB client configured like AWS's own tools, by `AWS_PROFILE`, `AWS_REGION` and so on. */
export const deployedDynamo = (): DynamoDBClient =>
  new DynamoDBClient({ ...CLIENT, maxAttempts: 10 });

/** A DynamoDB client for the local stack at `endpoint`. */
export const localDynamo = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient(localClient(endpoint));
