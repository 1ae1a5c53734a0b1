import { SQSClient } from '@aws-sdk/client-sqs';
import { CLIENT, localClient } from '../clients.ts';

/** A queue URL contains the public SQS host. Use the client's own endpoint instead. */
const CLIENT_ENDPOINT = { useQueueUrlAsEndpoint: false } as const;

/** An SQS client configured like AWS's own tools, by `AWS_PROFILE`, `AWS_REGION` and so on. */
export const deployedSqs = (): SQSClient => new SQSClient({ ...CLIENT, ...CLIENT_ENDPOINT });

/** An SQS client for the local stack at `endpoint`. */
export const localSqs = (endpoint: string): SQSClient =>
  new SQSClient({ ...localClient(endpoint), ...CLIENT_ENDPOINT });
