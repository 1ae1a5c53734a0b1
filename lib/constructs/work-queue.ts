import { Duration } from 'aws-cdk-lib';
import {
  AccountPrincipal,
  type IGrantable,
  PolicyStatement,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ImpactAlarm } from './impact-alarm.ts';

/**
 * AWS's recommendation: six times the consumer's timeout, so that throttled retries of a batch do
 * not cause duplicates.
 */
const VISIBILITY_FACTOR = 6;

/**
 * The functions dead-letter invalid messages at once. A message that keeps failing is therefore
 * affected by an error on Waybill's or AWS's side and must outlast it: 50 receives of 6 × 30
 * seconds are 2½ hours. After that an alarm notifies an operator, who redrives the dead letters.
 */
const MAX_RECEIVES = 50;

const RETENTION = Duration.days(7);

/**
 * SQS counts a dead letter's age from when it was first sent: 14 days leave at least 7 to handle
 * it.
 */
const DEAD_LETTERS_RETENTION = Duration.days(14);

/** Above SQS's maximum delay of 15 minutes plus five retries of 3 minutes each. */
const BACKLOG_AGE = Duration.minutes(30);

const METRIC_PERIOD = Duration.minutes(5);

const everyQueue = {
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
} satisfies QueueProps;

export interface WorkQueueProps {
  readonly queueName: string;
  /** The timeout of the function that consumes the queue. */
  readonly consumerTimeout: Duration;
  /** Who is affected when there are dead letters, and what to do. */
  readonly deadLettersImpact: string;
  /** Who is affected when messages wait too long, and what to do. */
  readonly backlogImpact: string;
  /**
   * IDs of other accounts that may send to the queue. They need no key policy because the queue
   * uses SQS-managed encryption (SSE-SQS).
   *
   * @default - none; only this stack's functions
   */
  readonly senderAccounts?: readonly string[];
  /**
   * ARNs of SNS topics that may send to the queue.
   *
   * @default - none
   */
  readonly senderTopicArns?: readonly string[];
  /**
   * ARNs of EventBridge rules that may send to the queue.
   *
   * @default - none
   */
  readonly senderRuleArns?: readonly string[];
}

/** How a function consumes a queue. */
interface ConsumerOptions {
  /** @default - the account's limit */
  readonly maxConcurrency?: number;
  /** Messages per run, at most. @default 10 */
  readonly batchSize?: number;
  /** How long a run waits for more messages. @default - it does not */
  readonly maxBatchingWindow?: Duration;
}

/** A queue with its dead-letter queue and its alarms. */
export class WorkQueue extends Construct {
  readonly queue: Queue;
  private readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, props: WorkQueueProps) {
    super(scope, id);
    this.deadLetters = new Queue(this, 'DeadLetters', {
      ...everyQueue,
      queueName: `${props.queueName}-dead-letters`,
      retentionPeriod: DEAD_LETTERS_RETENTION,
    });
    this.queue = new Queue(this, 'Queue', {
      ...everyQueue,
      queueName: props.queueName,
      retentionPeriod: RETENTION,
      visibilityTimeout: Duration.seconds(props.consumerTimeout.toSeconds() * VISIBILITY_FACTOR),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
    this.permitSenders(props.senderAccounts ?? []);
    this.permitService('SenderTopics', 'sns.amazonaws.com', props.senderTopicArns ?? []);
    this.permitService('SenderRules', 'events.amazonaws.com', props.senderRuleArns ?? []);
    this.raiseAlarms(props);
  }

  /** Grants sending messages to the queue. */
  grantSend(grantee: IGrantable): string {
    this.queue.grant(grantee, 'sqs:SendMessage');
    return this.queue.queueUrl;
  }

  /** Grants sending invalid messages to the dead-letter queue. */
  grantDeadLetter(grantee: IGrantable): string {
    this.deadLetters.grant(grantee, 'sqs:SendMessage');
    return this.deadLetters.queueUrl;
  }

  /** Makes `worker` consume the queue in batches, with partial batch responses. */
  addConsumer(worker: IFunction, options: ConsumerOptions = {}): void {
    const { maxConcurrency, batchSize = 10, maxBatchingWindow } = options;
    worker.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize,
        reportBatchItemFailures: true,
        ...(maxBatchingWindow !== undefined && { maxBatchingWindow }),
        ...(maxConcurrency !== undefined && { maxConcurrency }),
      }),
    );
  }

  private permitSenders(accounts: readonly string[]): void {
    if (accounts.length === 0) return;
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        sid: 'SenderAccounts',
        principals: accounts.map((account) => new AccountPrincipal(account)),
        actions: ['sqs:SendMessage', 'sqs:GetQueueUrl', 'sqs:GetQueueAttributes'],
        resources: [this.queue.queueArn],
      }),
    );
  }

  /**
   * Lets a service send to the queue, but only on behalf of `sources`: a service sends for any
   * caller that asks it to.
   */
  private permitService(sid: string, service: string, sources: readonly string[]): void {
    if (sources.length === 0) return;
    this.queue.addToResourcePolicy(
      new PolicyStatement({
        sid,
        principals: [new ServicePrincipal(service)],
        actions: ['sqs:SendMessage'],
        resources: [this.queue.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': sources } },
      }),
    );
  }

  private raiseAlarms({ deadLettersImpact, backlogImpact }: WorkQueueProps): void {
    const sampling = { period: METRIC_PERIOD, statistic: 'Maximum' };
    new ImpactAlarm(this, 'DeadLettersAlarm', {
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible(sampling),
      above: 0,
      impact: deadLettersImpact,
    });
    new ImpactAlarm(this, 'BacklogAlarm', {
      metric: this.queue.metricApproximateAgeOfOldestMessage(sampling),
      above: BACKLOG_AGE.toSeconds(),
      impact: backlogImpact,
    });
  }
}
