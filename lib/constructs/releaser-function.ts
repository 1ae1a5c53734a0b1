import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Construct } from 'constructs';
import type { ReleaserEnv } from '../../lambdas/releaser.ts';
import type { DestinationsTable } from './destinations-table.ts';
import type { EventsTable } from './events-table.ts';
import { type FunctionProps, NodeFunction } from './node-function.ts';
import type { WorkQueue } from './work-queue.ts';

/** A probe that has taken so long is seen to by the next run. Waiting is paid for: $0.0000067 a second. */
const PROBE_WAIT_SECONDS = 20;

/** A run that fails is made good by the next; this many in a row are a fault. */
const RUNS_THAT_MAY_FAIL = 5;

export interface ReleaserFunctionProps extends FunctionProps {
  readonly destinations: DestinationsTable;
  readonly log: EventsTable;
  readonly deliveries: WorkQueue;
  readonly verifications: WorkQueue;
  readonly announcements: WorkQueue;
  /** What operators are told of. */
  readonly operatorEvents: readonly string[];
  /** Days for which attempts can be looked up. */
  readonly eventRetentionDays: number;
  /** Deliveries a second that are released for one destination. */
  readonly releaseRatePerDestination: number;
}

/** Sends on what was parked, when it is due or its destination has come back. */
export class ReleaserFunction extends NodeFunction {
  constructor(scope: Construct, id: string, props: ReleaserFunctionProps) {
    super(scope, id, {
      ...props,
      file: 'releaser',
      description: 'Waybill: releases parked deliveries',
      impact: {
        errors:
          'Retries that are more than minutes away are not made, and destinations that work again get nothing of what was parked for them; nothing is lost. See the releaser log; when it says that time was over, raise releaserMemoryMb.',
        throttles:
          'Retries that are more than minutes away are made late, and destinations that work again get late what was parked for them; nothing is lost.',
      },
      errors: { above: RUNS_THAT_MAY_FAIL - 1, within: Duration.minutes(RUNS_THAT_MAY_FAIL) },
      environment: (releaser) =>
        ({
          DESTINATIONS_TABLE: props.destinations.grantRead(releaser),
          EVENTS_TABLE: props.log.grantRelease(releaser),
          DELIVERY_QUEUE_URL: props.deliveries.grantSend(releaser),
          VERIFICATION_QUEUE_URL: props.verifications.grantSend(releaser),
          OPERATOR_EVENT_OUTBOX_QUEUE_URL: props.announcements.grantSend(releaser),
          OPERATOR_EVENTS: props.operatorEvents.join(','),
          EVENT_RETENTION_DAYS: String(props.eventRetentionDays),
          RELEASE_RATE: String(props.releaseRatePerDestination),
          PROBE_WAIT_SECONDS: String(PROBE_WAIT_SECONDS),
        }) satisfies ReleaserEnv,
    });
    new Rule(this, 'EveryMinute', {
      description: 'Waybill: has parked deliveries released that fall due',
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(this.lambda)],
    });
  }
}
