import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import { RUN_SECONDS } from '../../lambdas/parking/timer.ts';
import type { ReleaserEnv } from '../../lambdas/releaser.ts';
import type { DestinationsTable } from './destinations-table.ts';
import type { EventsTable } from './events-table.ts';
import { type FunctionProps, NodeFunction } from './node-function.ts';
import type { WorkQueue } from './work-queue.ts';

/**
 * The run waits this long for a probe; the next run handles a slower one. Waiting costs $0.0000067
 * per second.
 */
const PROBE_WAIT_SECONDS = 20;

/** The next run recovers from a failed one; this many failures in a row raise an alarm. */
const RUNS_THAT_MAY_FAIL = 5;

export interface ReleaserFunctionProps extends FunctionProps {
  readonly destinations: DestinationsTable;
  readonly events: EventsTable;
  readonly deliveries: WorkQueue;
  readonly batchDeliveries: WorkQueue;
  readonly verifications: WorkQueue;
  readonly operatorEventOutbox: WorkQueue;
  /** Operator events to emit. */
  readonly operatorEvents: readonly string[];
  /** Retention of attempts in days. */
  readonly eventRetentionDays: number;
  /** Deliveries per second that are released for one destination. */
  readonly releaseRatePerDestination: number;
}

/** Requeues parked deliveries when they are due or their destination has recovered. */
export class ReleaserFunction extends NodeFunction {
  constructor(scope: Construct, id: string, props: ReleaserFunctionProps) {
    super(scope, id, {
      ...props,
      file: 'releaser',
      description: 'Waybill: releases parked deliveries',
      impact: {
        errors:
          'Parked deliveries are not released: distant retries are not made, and destinations that recover do not receive what was parked. Nothing is lost. See the log of the releaser; if it times out, raise releaserMemoryMb.',
        throttles:
          'Parked deliveries are released late: distant retries, and deliveries to destinations that recover. Nothing is lost.',
      },
      errors: { above: RUNS_THAT_MAY_FAIL - 1, within: Duration.minutes(RUNS_THAT_MAY_FAIL) },
      environment: (releaser) =>
        ({
          DESTINATIONS_TABLE: props.destinations.grantRead(releaser),
          EVENTS_TABLE: props.events.grantRelease(releaser),
          DELIVERY_QUEUE_URL: props.deliveries.grantSend(releaser),
          BATCH_DELIVERY_QUEUE_URL: props.batchDeliveries.grantSend(releaser),
          VERIFICATION_QUEUE_URL: props.verifications.grantSend(releaser),
          OPERATOR_EVENT_OUTBOX_QUEUE_URL: props.operatorEventOutbox.grantSend(releaser),
          OPERATOR_EVENTS: props.operatorEvents.join(','),
          EVENT_RETENTION_DAYS: String(props.eventRetentionDays),
          RELEASE_RATE: String(props.releaseRatePerDestination),
          PROBE_WAIT_SECONDS: String(PROBE_WAIT_SECONDS),
        }) satisfies ReleaserEnv,
    });
    new Rule(this, 'EveryMinute', {
      description: 'Waybill: runs the releaser every minute',
      schedule: Schedule.rate(Duration.minutes(RUN_SECONDS / 60)),
      targets: [new LambdaFunction(this.lambda)],
    });
  }
}
