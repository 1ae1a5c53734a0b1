import { Duration } from 'aws-cdk-lib';
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
  /** Consumes the batch queue. */
  readonly collector: Worker;
  /** Consumes the batch delivery queue. */
  readonly batchDeliverer: Worker;
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
}

/** The texts of the alarms: what dead letters and a backlog of each queue mean to customers. */
const IMPACTS = {
  publish: {
    deadLettersImpact:
      'Published events were not routed, so customers do not receive them. A publisher sends invalid messages, or an error lasted longer than all retries. See the log of the router, then redrive.',
    backlogImpact:
      'Events in the publish queue are at least 30 minutes late: the router fails or is too slow. See its log and its concurrency.',
  },
  delivery: {
    deadLettersImpact:
      "Deliveries failed because of an error in Waybill or AWS, so events are missing in customers' buckets. See the log of the deliverer, then redrive.",
    backlogImpact:
      'Deliveries are at least 30 minutes late: the deliverer fails or is too slow. See its log and its concurrency.',
  },
  slow: {
    deadLettersImpact:
      "Deliveries to slow destinations failed because of an error in Waybill or AWS, so events are missing in customers' buckets. See the log of the deliverer, then redrive.",
    backlogImpact:
      'Deliveries to slow destinations are at least 30 minutes late. Other customers are not affected. The log of the deliverer names the destinations ("destination marked slow"). See also slowQueueConcurrency.',
  },
  batch: {
    deadLettersImpact:
      "Events were not collected for destinations that receive batches, so they are missing in customers' buckets. See the log of the collector, then redrive.",
    backlogImpact:
      'Events wait for at least 30 minutes before they are collected into batches: the collector fails or is too slow. Other destinations are not affected. See its log and its concurrency.',
  },
  batchdelivery: {
    deadLettersImpact:
      "Deliveries of batches failed because of an error in Waybill or AWS, so events are missing in customers' buckets. See the log of the batch-deliverer, then redrive.",
    backlogImpact:
      'Batches are at least 30 minutes late: the batch-deliverer fails or is too slow. Other destinations are not affected. See its log and its concurrency.',
  },
  verification: {
    deadLettersImpact:
      'Destinations stay "pending", so customers cannot see whether their configuration works. Deliveries are not affected. See the log of the verifier, then redrive.',
    backlogImpact:
      'Verifications of destinations are at least 30 minutes late. Deliveries are not affected. See the log of the verifier.',
  },
  retries: {
    deadLettersImpact:
      'Bulk retries have stopped, so their failed deliveries are not retried. Other deliveries are not affected. See the log of the retrier, then redrive.',
    backlogImpact:
      'Bulk retries have made no progress for at least 30 minutes: the retrier fails or is too slow. Other deliveries are not affected. See its log and its concurrency.',
  },
  erasures: {
    deadLettersImpact:
      'Erasures have stopped, so events to be erased are still stored. Deliveries are not affected. See the log of the eraser, then redrive.',
    backlogImpact:
      'Erasures have made no progress for at least 30 minutes: the eraser fails or is too slow. Deliveries are not affected. See its log and its concurrency.',
  },
  outbox: {
    deadLettersImpact:
      'Operator events were not delivered: the bus, webhook or queue has rejected them for two hours. Deliveries are not affected. See the log of the dispatcher, then redrive.',
    backlogImpact:
      'Operator events are at least 30 minutes late: the dispatcher fails or is too slow. Deliveries are not affected. See its log and its concurrency.',
  },
};

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
  /** References to events that destinations receive in batches. */
  readonly batches: WorkQueue;
  /** Deliveries of batches. */
  readonly batchDeliveries: WorkQueue;
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
    const queue = (purpose: keyof typeof IMPACTS, { timeoutSeconds }: Worker) => ({
      queueName: `waybill-${props.stageName}-${purpose}`,
      consumerTimeout: Duration.seconds(timeoutSeconds),
      ...IMPACTS[purpose],
    });
    this.publications = new WorkQueue(this, 'Publish', {
      ...queue('publish', props.router),
      senderAccounts: props.publisherAccountIds,
      senderTopicArns: props.publisherTopicArns,
      senderRuleArns: props.publisherRuleArns,
    });
    this.deliveries = new WorkQueue(this, 'Delivery', queue('delivery', props.deliverer));
    this.slowDeliveries = new WorkQueue(this, 'Slow', queue('slow', props.deliverer));
    this.batches = new WorkQueue(this, 'Batch', queue('batch', props.collector));
    this.batchDeliveries = new WorkQueue(
      this,
      'BatchDelivery',
      queue('batchdelivery', props.batchDeliverer),
    );
    this.verifications = new WorkQueue(this, 'Verification', queue('verification', props.verifier));
    this.retries = new WorkQueue(this, 'Retries', queue('retries', props.retrier));
    this.erasures = new WorkQueue(this, 'Erasures', queue('erasures', props.eraser));
    this.operatorEventOutbox = new WorkQueue(
      this,
      'OperatorEventOutbox',
      queue('outbox', props.dispatcher),
    );
  }
}
