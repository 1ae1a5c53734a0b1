import { setTimeout } from 'node:timers/promises';
import { internet, storeClients } from '../../lambdas/destination-types/aws-s3/store-clients.s3.ts';
import { awsContext } from '../../lambdas/platform/aws/calls/aws-context.ts';
import { Documents } from '../../lambdas/platform/aws/calls/documents.dynamo.ts';
import { Queues } from '../../lambdas/platform/aws/calls/queues.sqs.ts';
import { OBJECT, PUT, SEND } from './message.ts';

const context = awsContext(process.env, {
  now: () => new Date(),
  random: Math.random,
  sleep: (ms) => setTimeout(ms),
});
const documents = new Documents(context);
const queues = new Queues(context);
const store = storeClients(
  {
    allowPrivateEndpoints: true,
    allowedEndpointPorts: [],
    accessRoleArn: '',
    cloudEventsSource: 'urn:waybill:bench',
  },
  internet(),
  () => new Date(),
)(
  { region: 'us-east-1', endpoint: process.env.AWS_ENDPOINT_URL ?? 'http://localhost' },
  { accessKeyId: 'bench', secretAccessKey: 'bench' },
);
const never = new AbortController().signal;

export const put = () => documents.put(PUT);
export const send = () => queues.sendMessageBatch(SEND);
export const storeObject = () => store.putObject(OBJECT, never);
