import { Duration } from 'aws-cdk-lib';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { WorkQueue } from './work-queue.ts';

/** The timeout of a queue's consumer. The visibility timeout is six times as long. */
interface Worker {
  /** Timeout of one run in seconds. */
  readonly timeoutSeconds: number;
}

export interface QueuesProps {
  readonly stageName: string;
  /** Consumes the publish queue. */
  readonly router: Worker;
  /** Consumes the delivery queues. */
  readonly deliverer: Worker;
  /** Consumes the verification queue. */
  readonly verifier: Worker;
  /** Consumes the bulk retry queue. */
  readonly retrier: Worker;
  /** Consumes the erasure queue. */
  readonly eraser: Worker;
  /** Consumes the operator event queue. */
  readonly dispatcher: Worker;
  /** IDs of other accounts that may publish. */
  readonly publisherAccountIds: readonly string[];
  /** ARNs of SNS topics that may publish. */
  readonly publisherTopicArns: readonly string[];
  /** ARNs of EventBridge rules that may publish. */
  readonly publisherRuleArns: readonly string[];
  /**
   * The topic that the queues' alarms notify.
   *
   * @default - no notification
   */
  readonly alarmTopic?: ITopic;
}

/**
 * The queues of the event path, of verifications, bulk retries and erasures, and of operator
 * events.
 */
export class Queues extends Construct {
  /** Events published by the platform. */
  readonly publications: WorkQueue;
  /** Deliveries, each one event to one destination: the primary queue. */
  readonly deliveries: WorkQueue;
  /** Deliveries to slow destinations: the slow queue. */
  readonly slowDeliveries: WorkQueue;
  /** Destinations to probe. */
  readonly verifications: WorkQueue;
  /** Steps of bulk retries. */
  readonly retries: WorkQueue;
  /** Steps of erasures. */
  readonly erasures: WorkQueue;
  /** Operator events to dispatch. */
  readonly operatorEventOutbox: WorkQueue;

  constructor(scope: Construct, id: string, props: QueuesProps) {
    super(scope, id);
    const shared = (purpose: string, { timeoutSeconds }: Worker) => ({
      queueName: `waybill-${props.stageName}-${purpose}`,
      consumerTimeout: Duration.seconds(timeoutSeconds),
      ...(props.alarmTopic !== undefined && { alarmTopic: props.alarmTopic }),
    });
    this.publications = new WorkQueue(this, 'Publish', {
      ...shared('publish', props.router),
      senderAccounts: props.publisherAccountIds,
      senderTopicArns: props.publisherTopicArns,
      senderRuleArns: props.publisherRuleArns,
      deadLettersImpact:
        'Published events were not routed, so no customer gets them: a publisher sends what is no event, or a fault outlasted every retry. See the router log, then redrive.',
      backlogImpact:
        'Events sent to the publish queue reach no customer for half an hour or longer: the router fails or is too slow. See its log and its concurrency.',
    });
    this.deliveries = new WorkQueue(this, 'Delivery', {
      ...shared('delivery', props.deliverer),
      deadLettersImpact:
        "Deliveries were given up for a fault that is not the customer's, so their buckets lack events. See the deliverer log, then redrive.",
      backlogImpact:
        "Customers' buckets are half an hour or more behind: the deliverer fails or is too slow. See its log and its concurrency.",
    });
    this.slowDeliveries = new WorkQueue(this, 'Slow', {
      ...shared('slow', props.deliverer),
      deadLettersImpact:
        "Deliveries to slow destinations were given up for a fault that is not the customer's, so their buckets lack events. See the deliverer log, then redrive.",
      backlogImpact:
        'Customers whose buckets are slow are half an hour or more behind; other customers are not affected. See which in the deliverer log ("destination marked slow"), and slowQueueConcurrency.',
    });
    this.verifications = new WorkQueue(this, 'Verification', {
      ...shared('verification', props.verifier),
      deadLettersImpact:
        'Destinations stay "pending", so customers cannot see whether they set them up well; deliveries are not affected. See the verifier log, then redrive.',
      backlogImpact:
        'Customers wait half an hour or longer to see whether a destination can be written to; deliveries are not affected. See the verifier log.',
    });
    this.retries = new WorkQueue(this, 'Retries', {
      ...shared('retries', props.retrier),
      deadLettersImpact:
        'Bulk retries stand still, so failed deliveries they were asked for are not tried again; other deliveries are not affected. See the retrier log, then redrive.',
      backlogImpact:
        'Bulk retries have stood still for half an hour or longer: the retrier fails or is too slow; other deliveries are not affected. See its log and its concurrency.',
    });
    this.erasures = new WorkQueue(this, 'Erasures', {
      ...shared('erasures', props.eraser),
      deadLettersImpact:
        'Erasures stand still, so events of tenants are still on record that were to be deleted; deliveries are not affected. See the eraser log, then redrive.',
      backlogImpact:
        'Erasures have stood still for half an hour or longer: the eraser fails or is too slow; deliveries are not affected. See its log and its concurrency.',
    });
    this.operatorEventOutbox = new WorkQueue(this, 'Announcements', {
      ...shared('announcements', props.dispatcher),
      deadLettersImpact:
        'Operators were not told of alerts: the bus, webhook or queue has not taken them for two hours; deliveries are not affected. See the dispatcher log, then redrive.',
      backlogImpact:
        'Operators are told of alerts half an hour late or more: the dispatcher fails or is too slow; deliveries are not affected. See its log and its concurrency.',
    });
  }
}
