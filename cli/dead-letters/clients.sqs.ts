import { SQSClient } from '@aws-sdk/client-sqs';
import { CLIENT, localClient } from '../clients.ts';

/** A queue's URL says where SQS is for everybody else; this program is told by its place. */
const BY_PLACE = { useQueueUrlAsEndpoint: false } as const;

/** SQS as AWS's own tools find it: by `AWS_PROFILE`, `AWS_REGION` and what else there is. */
export const deployedSqs = (): SQSClient => new SQSClient({ ...CLIENT, ...BY_PLACE });

/** SQS of the local house at that address. */
export const localSqs = (endpoint: string): SQSClient =>
  new SQSClient({ ...localClient(endpoint), ...BY_PLACE });
