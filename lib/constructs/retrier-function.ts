import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { RetrierEnv } from '../../lambdas/retrier.ts';
import type { DestinationsTable } from './destinations-table.ts';
import type { EventsTable } from './events-table.ts';
import type { LargeEventsBucket } from './large-events-bucket.ts';
import { NodeFunction, type WorkerProps } from './node-function.ts';
import type { WorkQueue } from './work-queue.ts';

export interface RetrierFunctionProps extends WorkerProps {
  /** The queue that the function consumes and sends a job's next step to. */
  readonly retries: WorkQueue;
  readonly destinations: DestinationsTable;
  readonly events: EventsTable;
  readonly largeEvents: LargeEventsBucket;
  readonly deliveries: WorkQueue;
  readonly batchDeliveries: WorkQueue;
  /** Retention of events and attempts in days. */
  readonly eventRetentionDays: number;
}

/** Runs bulk retries step by step: finds failed deliveries and requeues them. */
export class RetrierFunction extends NodeFunction {
  constructor(scope: Construct, id: string, props: RetrierFunctionProps) {
    super(scope, id, {
      ...props,
      file: 'retrier',
      description: 'Waybill: runs bulk retries of failed deliveries',
      impact: {
        errors:
          'Runs of the retrier crash or time out. Bulk retries make no progress. Other deliveries are not affected. See the log of the retrier, retrierMemoryMb and retrierTimeoutSeconds.',
        throttles: 'Bulk retries are late. Other deliveries are not affected.',
      },
      environment: (retrier) =>
        ({
          DESTINATIONS_TABLE: props.destinations.grantMatch(retrier),
          EVENTS_TABLE: props.events.grantRetry(retrier),
          LARGE_EVENTS_BUCKET: props.largeEvents.grantRead(retrier),
          DELIVERY_QUEUE_URL: props.deliveries.grantSend(retrier),
          BATCH_DELIVERY_QUEUE_URL: props.batchDeliveries.grantSend(retrier),
          RETRIES_QUEUE_URL: props.retries.grantSend(retrier),
          DEAD_LETTER_QUEUE_URL: props.retries.grantDeadLetter(retrier),
          EVENT_RETENTION_DAYS: String(props.eventRetentionDays),
        }) satisfies RetrierEnv,
      // Each step sends the next one to the function's own queue, and a large job has more than 16.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    props.retries.addConsumer(this.lambda, props);
  }
}
