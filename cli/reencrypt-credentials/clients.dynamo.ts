import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CLIENT, localClient } from '../clients.ts';

/** DynamoDB as AWS's own tools find it: by `AWS_PROFILE`, `AWS_REGION` and what else there is. */
export const deployedDynamo = (): DynamoDBClient =>
  new DynamoDBClient({ ...CLIENT, maxAttempts: 10 });

/** DynamoDB of the local house at that address. */
export const localDynamo = (endpoint: string): DynamoDBClient =>
  new DynamoDBClient(localClient(endpoint));
