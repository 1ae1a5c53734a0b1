import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { DelivererEnv } from '../../lambdas/deliverer.ts';
import type { CredentialsKey } from './credentials-key.ts';
import type { DestinationsTable } from './destinations-table.ts';
import type { EventsTable } from './events-table.ts';
import type { LargeEventsBucket } from './large-events-bucket.ts';
import { NodeFunction, type WorkerProps } from './node-function.ts';
import type { WorkQueue } from './work-queue.ts';

export interface DelivererFunctionProps extends WorkerProps {
  /** The queue the function works through and sends its retries to. */
  readonly deliveries: WorkQueue;
  /** The same for destinations that are slow: a lane of their own. */
  readonly slowDeliveries: WorkQueue;
  /** Most runs at one time in the slow lane. */
  readonly slowQueueConcurrency: number;
  readonly announcements: WorkQueue;
  /** What operators are told of. */
  readonly operatorEvents: readonly string[];
  /** Failures in a row at a destination that are 100 %; 0 for no alerts of them. */
  readonly consecutiveFailureThreshold: number;
  /** Whether a destination that has reached 100 % is disabled. */
  readonly autoDisable: 'off' | 'on';
  readonly destinations: DestinationsTable;
  readonly log: EventsTable;
  readonly largeEvents: LargeEventsBucket;
  readonly credentialsKey: CredentialsKey;
  /** Seconds before each retry; none means no retries. */
  readonly retrySchedule: readonly number[];
  /** A retry that is further away than this many seconds is parked. */
  readonly parkRetriesAfterSeconds: number;
  /** What becomes of events that a disabled destination wants. */
  readonly disabledDestinationPolicy: 'keep' | 'drop';
  /** Days a delivery stays parked for a destination that is blocked or disabled. */
  readonly parkedRetentionDays: number;
  /** Days for which attempts can be looked up. */
  readonly eventRetentionDays: number;
  /** Whether a destination's endpoint may be plain HTTP or lead to a private address. */
  readonly allowPrivateEndpoints: 'refused' | 'allowed';
  /** Ports a destination's endpoint may have where private ones are refused. */
  readonly allowedEndpointPorts: readonly number[];
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
          EVENTS_TABLE: props.log.grantRecordAttempts(deliverer),
          LARGE_EVENTS_BUCKET: props.largeEvents.grantRead(deliverer),
          DELIVERY_QUEUE_URL: props.deliveries.grantSend(deliverer),
          SLOW_QUEUE_URL: props.slowDeliveries.grantSend(deliverer),
          OPERATOR_EVENT_OUTBOX_QUEUE_URL: props.announcements.grantSend(deliverer),
          OPERATOR_EVENTS: props.operatorEvents.join(','),
          CONSECUTIVE_FAILURE_THRESHOLD: String(props.consecutiveFailureThreshold),
          AUTO_DISABLE: props.autoDisable,
          DEAD_LETTER_QUEUE_URL: props.deliveries.grantGiveUp(deliverer),
          CREDENTIALS_KEY_ARNS: props.credentialsKey.grantDecrypt(deliverer),
          RETRY_SCHEDULE: props.retrySchedule.join(','),
          PARK_RETRIES_AFTER_SECONDS: String(props.parkRetriesAfterSeconds),
          DISABLED_DESTINATION_POLICY: props.disabledDestinationPolicy,
          PARKED_RETENTION_DAYS: String(props.parkedRetentionDays),
          EVENT_RETENTION_DAYS: String(props.eventRetentionDays),
          ALLOW_PRIVATE_ENDPOINTS: props.allowPrivateEndpoints,
          ALLOWED_ENDPOINT_PORTS: props.allowedEndpointPorts.join(','),
        }) satisfies DelivererEnv,
      // A retry is a message to its own queue, and a long schedule has more of them than 16.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    props.deliveries.feed(this.lambda, props);
    props.slowDeliveries.feed(this.lambda, { maxConcurrency: props.slowQueueConcurrency });
  }
}
