import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { EraserEnv } from '../../lambdas/eraser.ts';
import type { EventsTable } from './events-table.ts';
import type { LargeEventsBucket } from './large-events-bucket.ts';
import { NodeFunction, type WorkerProps } from './node-function.ts';
import type { WorkQueue } from './work-queue.ts';

export interface EraserFunctionProps extends WorkerProps {
  /** The queue that the function consumes and sends an erasure's next step to. */
  readonly erasures: WorkQueue;
  readonly events: EventsTable;
  readonly largeEvents: LargeEventsBucket;
  /** Retention of events and attempts in days. */
  readonly eventRetentionDays: number;
}

/** Deletes tenants' events on request, step by step. No other function may delete them. */
export class EraserFunction extends NodeFunction {
  constructor(scope: Construct, id: string, props: EraserFunctionProps) {
    super(scope, id, {
      ...props,
      file: 'eraser',
      description: "Waybill: deletes tenants' events on request",
      impact: {
        errors:
          'Runs of the eraser crash or time out. Erasures make no progress, so events to be erased are still stored. Deliveries are not affected. See the log of the eraser, eraserMemoryMb and eraserTimeoutSeconds.',
        throttles:
          'Erasures are late, so events to be erased are still stored. Deliveries are not affected.',
      },
      environment: (eraser) =>
        ({
          EVENTS_TABLE: props.events.grantErase(eraser),
          LARGE_EVENTS_BUCKET: props.largeEvents.grantErase(eraser),
          ERASURES_QUEUE_URL: props.erasures.grantSend(eraser),
          DEAD_LETTER_QUEUE_URL: props.erasures.grantDeadLetter(eraser),
          EVENT_RETENTION_DAYS: String(props.eventRetentionDays),
        }) satisfies EraserEnv,
      // Each step sends the next one to the function's own queue, and a large erasure has more than
      // 16.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    props.erasures.addConsumer(this.lambda, props);
  }
}
