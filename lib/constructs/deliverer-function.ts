import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { DelivererEnv } from '../../lambdas/deliverer.ts';
import type { CredentialsKey } from './credentials-key.ts';
import type { DestinationsTable } from './destinations-table.ts';
import type { LargeEventsBucket } from './large-events-bucket.ts';
import type { LogTable } from './log-table.ts';
import { NodeFunction, type WorkerProps } from './node-function.ts';
import type { WorkQueue } from './work-queue.ts';

export interface DelivererFunctionProps extends WorkerProps {
  /** The queue the function works through and sends its retries to. */
  readonly deliveries: WorkQueue;
  /** The same for destinations that are slow: a lane of their own. */
  readonly slowDeliveries: WorkQueue;
  /** Most runs at one time in the slow lane. */
  readonly slowLaneConcurrency: number;
  readonly announcements: WorkQueue;
  /** What operators are told of. */
  readonly operatorEvents: readonly string[];
  /** Failures in a row at a destination that are 100 %; 0 for no alerts of them. */
  readonly alertFailureCount: number;
  /** Whether a destination that has reached 100 % is disabled. */
  readonly autoDisable: 'off' | 'on';
  readonly destinations: DestinationsTable;
  readonly log: LogTable;
  readonly largeEvents: LargeEventsBucket;
  readonly credentialsKey: CredentialsKey;
  /** Seconds before each retry; none means no retries. */
  readonly retrySchedule: readonly number[];
  /** A retry that is further away than this many seconds is parked. */
  readonly parkWaitsAfterSeconds: number;
  /** What becomes of events that a disabled destination wants. */
  readonly disabledDestinations: 'keep' | 'drop';
  /** Days a delivery stays parked for a destination that is blocked or disabled. */
  readonly parkedDays: number;
  /** Days for which attempts can be looked up. */
  readonly logRetentionDays: number;
  /** Whether a destination's endpoint may be plain HTTP or lead to a private address. */
  readonly privateEndpoints: 'refused' | 'allowed';
  /** Ports a destination's endpoint may have where private ones are refused. */
  readonly endpointPorts: readonly number[];
}

/**
 * Writes events into customers' buckets, with the customers' own credentials: its role may touch no
 * bucket at all.
 */
export class DelivererFunction extends NodeFunction {
  constructor(scope: Construct, id: string, props: DelivererFunctionProps) {
    super(scope, id, {
      ...props,
      file: 'deliverer',
      description: "Waybill: writes events into customers' buckets",
      impact: {
        errors:
          "Customers' buckets get events minutes late, some of them twice, and deliveries become dead letters if it goes on; nothing is lost. Runs of the deliverer crash or time out: see its log, delivererMemoryMb and delivererTimeoutSeconds.",
        throttles: "Customers' buckets get events late; nothing is lost.",
      },
      environment: (deliverer) =>
        ({
          DESTINATIONS_TABLE: props.destinations.grantNoteHealth(deliverer),
          LOG_TABLE: props.log.grantRecordAttempts(deliverer),
          LARGE_EVENTS_BUCKET: props.largeEvents.grantRead(deliverer),
          DELIVERY_QUEUE_URL: props.deliveries.grantSend(deliverer),
          SLOW_QUEUE_URL: props.slowDeliveries.grantSend(deliverer),
          ANNOUNCEMENTS_QUEUE_URL: props.announcements.grantSend(deliverer),
          OPERATOR_EVENTS: props.operatorEvents.join(','),
          ALERT_FAILURE_COUNT: String(props.alertFailureCount),
          AUTO_DISABLE: props.autoDisable,
          DEAD_LETTERS_URL: props.deliveries.grantGiveUp(deliverer),
          CREDENTIALS_KEY_ARNS: props.credentialsKey.grantDecrypt(deliverer),
          RETRY_SCHEDULE: props.retrySchedule.join(','),
          PARK_WAITS_AFTER_SECONDS: String(props.parkWaitsAfterSeconds),
          DISABLED_DESTINATIONS: props.disabledDestinations,
          PARKED_DAYS: String(props.parkedDays),
          LOG_RETENTION_DAYS: String(props.logRetentionDays),
          PRIVATE_ENDPOINTS: props.privateEndpoints,
          ENDPOINT_PORTS: props.endpointPorts.join(','),
        }) satisfies DelivererEnv,
      // A retry is a message to its own queue, and a long schedule has more of them than 16.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    props.deliveries.feed(this.lambda, props);
    props.slowDeliveries.feed(this.lambda, { maxConcurrency: props.slowLaneConcurrency });
  }
}
