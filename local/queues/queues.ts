import * as z from 'zod';
import type { Found, Kind } from '../template/read-resources.ts';

const seconds = z.coerce.number().int().nonnegative();

const Properties = z.strictObject({
  QueueName: z.string().optional(),
  VisibilityTimeout: seconds.default(30),
  MessageRetentionPeriod: seconds.optional(),
  DelaySeconds: seconds.optional(),
  ReceiveMessageWaitTimeSeconds: seconds.optional(),
  MaximumMessageSize: seconds.optional(),
  RedrivePolicy: z
    .strictObject({ deadLetterTargetArn: z.string(), maxReceiveCount: z.coerce.number() })
    .optional(),
});

export type QueueProperties = z.infer<typeof Properties>;

/** Standard queues. The properties of FIFO queues are unknown here and therefore rejected. */
export const QUEUES: Kind<typeof Properties> = {
  types: ['AWS::SQS::Queue'],
  properties: Properties,
  ignored: [
    'KmsDataKeyReusePeriodSeconds',
    'KmsMasterKeyId',
    'RedriveAllowPolicy',
    'SqsManagedSseEnabled',
    'Tags',
  ],
};

/** A queue's attributes in SQS's format: strings, and the redrive policy as JSON. */
export const queueAttributes = ({ properties }: Found<QueueProperties>): Record<string, string> => {
  const { QueueName: _, RedrivePolicy, ...numbers } = properties;
  const attributes = Object.entries(numbers).map(([name, value]) => [name, String(value)]);
  return {
    ...Object.fromEntries(attributes),
    ...(RedrivePolicy && { RedrivePolicy: JSON.stringify(RedrivePolicy) }),
  };
};
