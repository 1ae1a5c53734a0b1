import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { DelivererEnv } from '../../lambdas/deliverer.ts';
import { type DeliveryProps, deliveryEnvironment } from './delivery-environment.ts';
import { NodeFunction } from './node-function.ts';
import type { WorkQueue } from './work-queue.ts';

export interface DelivererFunctionProps extends DeliveryProps {
  /** The queue that the function consumes and sends retries to. */
  readonly deliveries: WorkQueue;
  /** The separate queue for slow destinations, consumed the same way. */
  readonly slowDeliveries: WorkQueue;
  /** Maximum concurrency for the slow queue. */
  readonly slowQueueConcurrency: number;
}

/**
 * Writes events into customers' buckets with the customers' own credentials. The function's role
 * has no access to any bucket.
 */
export class DelivererFunction extends NodeFunction {
  constructor(scope: Construct, id: string, props: DelivererFunctionProps) {
    super(scope, id, {
      ...props,
      file: 'deliverer',
      description: "Waybill: writes events into customers' buckets",
      impact: {
        errors:
          'Runs of the deliverer crash or time out. Customers receive events minutes late, some of them twice; if it continues, deliveries become dead letters. Nothing is lost. See the log of the deliverer, delivererMemoryMb and delivererTimeoutSeconds.',
        throttles: 'Customers receive events late. Nothing is lost.',
      },
      environment: (deliverer) =>
        ({
          ...deliveryEnvironment(props, deliverer),
          EVENTS_TABLE: props.events.grantRecordAttempts(deliverer),
          DELIVERY_QUEUE_URL: props.deliveries.grantSend(deliverer),
          SLOW_QUEUE_URL: props.slowDeliveries.grantSend(deliverer),
          DEAD_LETTER_QUEUE_URL: props.deliveries.grantDeadLetter(deliverer),
        }) satisfies DelivererEnv,
      // A retry is a message to the function's own queue, and a long schedule has more than 16 of
      // them.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    props.deliveries.addConsumer(this.lambda, props);
    props.slowDeliveries.addConsumer(this.lambda, { maxConcurrency: props.slowQueueConcurrency });
  }
}
