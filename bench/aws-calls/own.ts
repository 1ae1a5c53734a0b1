import { setTimeout } from 'node:timers/promises';
import { awsContext } from '../../lambdas/platform/aws/calls/aws-context.ts';
import { Documents } from '../../lambdas/platform/aws/calls/documents.dynamo.ts';
import { Queues } from '../../lambdas/platform/aws/calls/queues.sqs.ts';
import { PUT, SEND } from './message.ts';

const context = awsContext(process.env, {
  now: () => new Date(),
  random: Math.random,
  sleep: (ms) => setTimeout(ms),
});
const documents = new Documents(context);
const queues = new Queues(context);

export const put = () => documents.put(PUT);
export const send = () => queues.sendMessageBatch(SEND);
