import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { BatchDelivererEnv } from '../../lambdas/batch-deliverer.ts';
import { type DeliveryProps, deliveryEnvironment } from './delivery-environment.ts';
import { NodeFunction } from './node-function.ts';
import type { WorkQueue } from './work-queue.ts';

export interface BatchDelivererFunctionProps extends DeliveryProps {
  /** The queue that the function consumes and sends retries to. */
  readonly batchDeliveries: WorkQueue;
}

/**
 * Writes batches into customers' buckets. It is separate from the deliverer, so that large batches do not
 * delay single events.
 */
export class BatchDelivererFunction extends NodeFunction {
  constructor(scope: Construct, id: string, props: BatchDelivererFunctionProps) {
    super(scope, id, {
      ...props,
      file: 'batch-deliverer',
      description: "Waybill: writes batches of events into customers' buckets",
      impact: {
        errors:
          'Runs of the batch-deliverer crash or time out. Customers receive batches minutes late; if it continues, they become dead letters. Nothing is lost. See the log of the batch-deliverer, batchDelivererMemoryMb and batchDelivererTimeoutSeconds.',
        throttles: 'Customers receive batches late. Nothing is lost.',
      },
      environment: (deliverer) =>
        ({
          ...deliveryEnvironment(props, deliverer),
          EVENTS_TABLE: props.events.grantDeliverBatches(deliverer),
          BATCH_DELIVERY_QUEUE_URL: props.batchDeliveries.grantSend(deliverer),
          DEAD_LETTER_QUEUE_URL: props.batchDeliveries.grantDeadLetter(deliverer),
        }) satisfies BatchDelivererEnv,
      // The function sends a message to its own queue for each retry, and for a batch that has not reached
      // its age.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    props.batchDeliveries.addConsumer(this.lambda, props);
  }
}
