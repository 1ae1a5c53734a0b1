import { Stack } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { type IQueue, Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EVENTS_DROPPED } from '../../lambdas/operator-events/outbox.ts';
import { counter } from './counter.ts';
import { generatedSecret, grantRead } from './generated-secret.ts';
import { ImpactAlarm } from './impact-alarm.ts';

export interface OperatorEventSinksProps {
  readonly stageName: string;
  /**
   * The name or ARN of an event bus.
   *
   * @default - no bus
   */
  readonly operatorEventBus?: string;
  /**
   * The URL that operator events are posted to.
   *
   * @default - no webhook
   */
  readonly operatorEventsWebhook?: string;
  /**
   * The ARN of the queue that operator events are sent to.
   *
   * @default - no queue
   */
  readonly operatorEventsQueueArn?: string;
}

/**
 * The targets of operator events, and an alarm for events that cannot be delivered. The dispatcher
 * gets an empty string for each target that is not configured.
 */
export class OperatorEventSinks extends Construct {
  /** Signs webhook requests. Secrets Manager generates it; defined only if there is a webhook. */
  readonly webhookSecret: Secret | undefined;
  readonly webhookUrl: string;
  private readonly bus: string | undefined;
  private readonly queue: IQueue | undefined;

  constructor(scope: Construct, id: string, props: OperatorEventSinksProps) {
    super(scope, id);
    const { stageName, operatorEventBus, operatorEventsWebhook, operatorEventsQueueArn } = props;
    this.bus = operatorEventBus;
    this.webhookUrl = operatorEventsWebhook ?? '';
    if (operatorEventsWebhook !== undefined) {
      this.webhookSecret = generatedSecret(this, 'WebhookSecret', {
        secretName: `waybill/${stageName}/operator-events-secret`,
        description: 'Signs the operator events sent to the webhook',
      });
    }
    if (operatorEventsQueueArn !== undefined) {
      this.queue = Queue.fromQueueArn(this, 'Queue', operatorEventsQueueArn);
    }
    new ImpactAlarm(this, 'LostAlarm', {
      metric: counter(stageName, EVENTS_DROPPED),
      above: 0,
      impact:
        'Operator events about attempts or subscriptions could not be queued and were dropped. Deliveries are not affected. Alerts are repeated until they are queued. See the logs of the deliverer, batch-deliverer and api functions.',
    });
  }

  /** Grants putting events on the bus. */
  grantPutEvents(grantee: IGrantable): string {
    if (this.bus === undefined) return '';
    const own = { service: 'events', resource: 'event-bus', resourceName: this.bus };
    const arn = this.bus.startsWith('arn:') ? this.bus : Stack.of(this).formatArn(own);
    Grant.addToPrincipal({ grantee, actions: ['events:PutEvents'], resourceArns: [arn] });
    return this.bus;
  }

  /** Grants reading the signing secret. */
  grantReadSecret(grantee: IGrantable): string {
    return this.webhookSecret ? grantRead(this.webhookSecret, grantee) : '';
  }

  /** Grants sending messages to the queue. */
  grantSend(grantee: IGrantable): string {
    this.queue?.grant(grantee, 'sqs:SendMessage');
    return this.queue?.queueUrl ?? '';
  }
}
