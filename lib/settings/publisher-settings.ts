import * as z from 'zod';
import { settingDocs } from './setting-docs.ts';
import { listOf, setOf } from './values.ts';

const ACCOUNT_ID = /^\d{12}$/;

/**
 * SQS limits a queue policy to 50 principals (SQS Developer Guide, policy quotas). Three are everybody, who
 * must use TLS, SNS and EventBridge.
 */
const MAX_ACCOUNTS = 47;

/** Any account and region. SNS can send from FIFO topics to standard queues. */
const TOPIC_ARN = /^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w-]{1,256}(?:\.fifo)?$/;

/** A rule's ARN names its bus, except for the default bus. */
const RULE_ARN =
  /^arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:rule\/(?:[\w./-]{1,256}\/)?[\w.-]{1,64}$/;

const MAX_ARNS = 10;

/**
 * SQS limits a queue policy to 8,192 bytes (SQS Developer Guide, policy quotas). The statements without
 * their accounts and ARNs take up to 1,400.
 */
const MAX_SENDERS_BYTES = 6_700;

/** The ARN of an account in a policy, in quotes and with a comma: at most that of GovCloud. */
const ACCOUNT_BYTES = '"arn:aws-us-gov:iam::111122223333:root",'.length;

/** The quotes and the comma of an ARN in a policy. */
const SEPARATOR_BYTES = 3;

/** Who may send to the publish queue, in addition to the stage's own account. */
export const publisherSettings = {
  publisherAccountIds: listOf(z.string().regex(ACCOUNT_ID), MAX_ACCOUNTS)
    .default([])
    .register(settingDocs, {
      meaning:
        'Other AWS accounts that may send events to the publish queue, and upload large events to the bucket that messages point to.',
      allowed: `a list of at most ${MAX_ACCOUNTS} account ids of 12 digits, as text`,
      fallback: 'none',
      example: '111122223333,444455556666',
    }),
  publisherTopicArns: setOf(z.string().regex(TOPIC_ARN), MAX_ARNS)
    .default([])
    .register(settingDocs, {
      meaning:
        'SNS topics, of any account, that may send events to the publish queue. Their subscriptions need raw message delivery. See docs/how-to/publishing-from-aws.md.',
      allowed: `a list of at most ${MAX_ARNS} ARNs of SNS topics`,
      fallback: 'none',
      example: 'arn:aws:sns:us-east-1:111122223333:orders',
    }),
  publisherRuleArns: setOf(z.string().regex(RULE_ARN), MAX_ARNS)
    .default([])
    .register(settingDocs, {
      meaning:
        "EventBridge rules, of the stage's account and region, that may send events to the publish queue. Their targets need an input transformer. See docs/how-to/publishing-from-aws.md.",
      allowed: `a list of at most ${MAX_ARNS} ARNs of EventBridge rules`,
      fallback: 'none',
      example: 'arn:aws:events:us-east-1:111122223333:rule/shop/orders-to-waybill',
    }),
};

/** The settings that {@link tooManyPublishers} uses. */
interface Publishers {
  readonly publisherAccountIds: readonly string[];
  readonly publisherTopicArns: readonly string[];
  readonly publisherRuleArns: readonly string[];
}

/** Whether the publishers do not fit the policy of the publish queue. */
export function tooManyPublishers(settings: Publishers): boolean {
  const { publisherAccountIds, publisherTopicArns, publisherRuleArns } = settings;
  const arns = [...publisherTopicArns, ...publisherRuleArns];
  const arnBytes = arns.reduce((bytes, { length }) => bytes + length + SEPARATOR_BYTES, 0);
  return publisherAccountIds.length * ACCOUNT_BYTES + arnBytes > MAX_SENDERS_BYTES;
}
