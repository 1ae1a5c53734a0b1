import { Duration } from 'aws-cdk-lib';
import {
  AccountPrincipal,
  type IGrantable,
  PolicyStatement,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Queue, QueueEncryption, type QueueProps } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { ImpactAlarm } from './impact-alarm.ts';

/** AWS's advice: six runs of the consumer, so that throttled retries of a batch are not doubled. */
const VISIBILITY_FACTOR = 6;

/**
 * The functions put what they cannot read among the dead letters at once, so what keeps coming back
 * is the victim of a fault of ours or AWS's, and must wait the fault out: 50 receives of 6 × 30
 * seconds are 2½ hours. After that a person is told and redrives the dead letters.
 */
const MAX_RECEIVES = 50;

const RETENTION = Duration.days(7);

/** SQS counts a dead letter's age from the day it was first sent: 14 leaves at least 7 to see to it. */
const DEAD_LETTERS_RETENTION = Duration.days(14);

/** Above SQS's longest delay, 15 minutes, and five retries of 3 minutes each. */
const BACKLOG_AGE = Duration.minutes(30);

const METRIC_PERIOD = Duration.minutes(5);

const everyQueue = {
  encryption: QueueEncryption.SQS_MANAGED,
  enforceSSL: true,
} satisfies QueueProps;

export interface WorkQueueProps {
  readonly queueName: string;
  /** How long one run of the function may take that works through the queue. */
  readonly consumerTimeout: Duration;
  /** Who is hurt when messages are among the dead letters, and what to do. */
  readonly deadLettersImpact: string;
  /** Who is hurt when messages wait too long, and what to do. */
  readonly backlogImpact: string;
  /**
   * Is told of the alarms.
   *
   * @default - nobody
   */
  readonly alarmTopic?: ITopic;
  /**
   * Other accounts that may send to the queue; SSE with SQS's own key lets them do so without a key
   * policy.
   *
   * @default - none; only what this stack permits
   */
  readonly senderAccounts?: readonly string[];
  /**
   * SNS topics that may send to the queue.
   *
   * @default - none
   */
  readonly senderTopicArns?: readonly string[];
  /**
   * EventBridge rules that may send to the queue.
   *
   * @default - none
   */
  readonly senderRuleArns?: readonly string[];
}

/** A queue, its dead letters and its alarms: nobody wants one without the others. */
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

  /** Messages may be sent to the queue. */
  grantSend(grantee: IGrantable): string {
    this.queue.grant(grantee, 'sqs:SendMessage');
    return this.queue.queueUrl;
  }

  /** What cannot be read may be put among the dead letters. */
  grantGiveUp(grantee: IGrantable): string {
    this.deadLetters.grant(grantee, 'sqs:SendMessage');
    return this.deadLetters.queueUrl;
  }

  /** Has `worker` work through the queue, ten messages at a time, each failing or not on its own. */
  feed(worker: IFunction, limit: { readonly maxConcurrency?: number } = {}): void {
    const { maxConcurrency } = limit;
    worker.addEventSource(
      new SqsEventSource(this.queue, {
        batchSize: 10,
        reportBatchItemFailures: true,
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

  /** A service sends for anybody who asks it to: only what comes from `sources` is taken. */
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

  private raiseAlarms({ alarmTopic, deadLettersImpact, backlogImpact }: WorkQueueProps): void {
    const told = alarmTopic === undefined ? {} : { topic: alarmTopic };
    const sampling = { period: METRIC_PERIOD, statistic: 'Maximum' };
    new ImpactAlarm(this, 'DeadLettersAlarm', {
      metric: this.deadLetters.metricApproximateNumberOfMessagesVisible(sampling),
      above: 0,
      impact: deadLettersImpact,
      ...told,
    });
    new ImpactAlarm(this, 'BacklogAlarm', {
      metric: this.queue.metricApproximateAgeOfOldestMessage(sampling),
      above: BACKLOG_AGE.toSeconds(),
      impact: backlogImpact,
      ...told,
    });
  }
}
