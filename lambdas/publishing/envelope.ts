import { isJsonObject } from '../platform/json/json.ts';
import { tryParseJson } from '../platform/json/parse-json.ts';

/** The envelope in which an AWS service wraps a message, and how to remove it. */
interface Envelope {
  readonly name: string;
  readonly fix: string;
  readonly members: readonly string[];
  /** Checks a value that has all the members. */
  readonly is?: (value: Readonly<Record<string, unknown>>) => boolean;
}

const TRANSFORM =
  'give the target of the rule an input transformer that produces tenant_id, topic and data';

/**
 * The formats: https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html,
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html and
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html.
 */
const ENVELOPES: readonly Envelope[] = [
  {
    name: 'an Amazon SNS notification',
    fix: 'set RawMessageDelivery to true on the subscription of this queue',
    members: ['Type', 'TopicArn', 'Message'],
    is: ({ Type }) => Type === 'Notification',
  },
  {
    name: 'an Amazon SNS subscription confirmation',
    fix: 'open its SubscribeURL, or subscribe the queue from the account that owns the queue',
    members: ['Type', 'TopicArn', 'SubscribeURL'],
  },
  {
    name: 'an Amazon EventBridge event',
    fix: TRANSFORM,
    members: ['detail-type', 'source', 'detail'],
  },
  {
    name: 'an Amazon S3 event notification',
    fix: `configure the bucket to send it to EventBridge, and ${TRANSFORM}`,
    members: ['Records'],
    is: ({ Records }) =>
      Array.isArray(Records) && isJsonObject(Records[0]) && Records[0].eventSource === 'aws:s3',
  },
  {
    name: 'an Amazon S3 test notification',
    fix: `configure the bucket to send events to EventBridge, and ${TRANSFORM}`,
    members: ['Service', 'Event', 'Bucket'],
    is: ({ Event }) => Event === 's3:TestEvent',
  },
];

/**
 * Returns the error for a message that is an envelope of an AWS service; undefined for any other.
 */
export function envelopeError(text: string): string | undefined {
  const value = tryParseJson(text);
  if (!isJsonObject(value) || Object.hasOwn(value, 'tenant_id')) return undefined;
  const envelope = ENVELOPES.find(
    ({ members, is }) =>
      members.every((member) => Object.hasOwn(value, member)) && (is?.(value) ?? true),
  );
  return envelope && `body is ${envelope.name}, not an event: ${envelope.fix}`;
}
