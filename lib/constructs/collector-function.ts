import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { CollectorEnv } from '../../lambdas/collector.ts';
import type { EventsTable } from './events-table.ts';
import { NodeFunction, type WorkerProps } from './node-function.ts';
import type { WorkQueue } from './work-queue.ts';

/** Lambda's maximum number of messages per run, up to 6 MB in total. */
const BATCH_SIZE = 10_000;

/**
 * Each run appends once to each log: the longer it waits, the fewer writes. The age of a batch is at least
 * 60 s.
 */
const WINDOW = Duration.seconds(20);

export interface CollectorFunctionProps extends WorkerProps {
  /** The queue that the function consumes. */
  readonly batches: WorkQueue;
  readonly batchDeliveries: WorkQueue;
  readonly events: EventsTable;
  /** Retention of events in days. */
  readonly eventRetentionDays: number;
}

/** Collects events that destinations receive in batches. It never reads the events. */
export class CollectorFunction extends NodeFunction {
  constructor(scope: Construct, id: string, props: CollectorFunctionProps) {
    super(scope, id, {
      ...props,
      file: 'collector',
      description: 'Waybill: collects events into batches',
      impact: {
        errors:
          'Runs of the collector crash or time out. Batches are minutes late; if it continues, events for them become dead letters. Nothing is lost. See the log of the collector, collectorMemoryMb and collectorTimeoutSeconds.',
        throttles: 'Batches are late. Nothing is lost.',
      },
      environment: (collector) =>
        ({
          EVENTS_TABLE: props.events.grantCollect(collector),
          BATCH_DELIVERY_QUEUE_URL: props.batchDeliveries.grantSend(collector),
          DEAD_LETTER_QUEUE_URL: props.batches.grantDeadLetter(collector),
          EVENT_RETENTION_DAYS: String(props.eventRetentionDays),
        }) satisfies CollectorEnv,
    });
    props.batches.addConsumer(this.lambda, {
      ...props,
      batchSize: BATCH_SIZE,
      maxBatchingWindow: WINDOW,
    });
  }
}
