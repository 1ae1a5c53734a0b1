import { RecursiveLoop } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import type { DelivererEnv } from '../../lambdas/deliverer.ts';
import { grantAssume } from './access-role.ts';
import type { CredentialsKey } from './credentials-key.ts';
import type { DestinationsTable } from './destinations-table.ts';
import type { EventsTable } from './events-table.ts';
import type { LargeEventsBucket } from './large-events-bucket.ts';
import { NodeFunction, type WorkerProps } from './node-function.ts';
import type { WorkQueue } from './work-queue.ts';

export interface DelivererFunctionProps extends WorkerProps {
  /** The queue that the function consumes and sends retries to. */
  readonly deliveries: WorkQueue;
  /** The separate queue for slow destinations, consumed the same way. */
  readonly slowDeliveries: WorkQueue;
  /** Maximum concurrency for the slow queue. */
  readonly slowQueueConcurrency: number;
  readonly operatorEventOutbox: WorkQueue;
  /** Operator events to emit. */
  readonly operatorEvents: readonly string[];
  /** Consecutive failures of a destination that count as 100 %; 0 disables the alerts. */
  readonly consecutiveFailureThreshold: number;
  /** Whether a destination is disabled at 100 %. */
  readonly autoDisable: boolean;
  readonly destinations: DestinationsTable;
  readonly log: EventsTable;
  readonly largeEvents: LargeEventsBucket;
  readonly credentialsKey: CredentialsKey;
  /** Seconds before each retry; an empty list disables retries. */
  readonly retrySchedule: readonly number[];
  /** Retries due later than this many seconds are parked. */
  readonly parkRetriesAfterSeconds: number;
  /** What happens to events that match a disabled destination. */
  readonly disabledDestinationPolicy: 'park' | 'drop';
  /** Days that a delivery stays parked for a blocked or disabled destination. */
  readonly parkedRetentionDays: number;
  /** Retention of attempts in days. */
  readonly eventRetentionDays: number;
  /** Whether a destination's endpoint may use plain HTTP or resolve to a private address. */
  readonly allowPrivateEndpoints: boolean;
  /** Allowed endpoint ports when private endpoints are refused. */
  readonly allowedEndpointPorts: readonly number[];
  /** The role that assumes the roles of customers. */
  readonly accessRoleArn: string;
  /** The `source` of CloudEvents. */
  readonly cloudEventsSource: string;
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
          DESTINATIONS_TABLE: props.destinations.grantRecordHealth(deliverer),
          EVENTS_TABLE: props.log.grantRecordAttempts(deliverer),
          LARGE_EVENTS_BUCKET: props.largeEvents.grantRead(deliverer),
          DELIVERY_QUEUE_URL: props.deliveries.grantSend(deliverer),
          SLOW_QUEUE_URL: props.slowDeliveries.grantSend(deliverer),
          OPERATOR_EVENT_OUTBOX_QUEUE_URL: props.operatorEventOutbox.grantSend(deliverer),
          OPERATOR_EVENTS: props.operatorEvents.join(','),
          CONSECUTIVE_FAILURE_THRESHOLD: String(props.consecutiveFailureThreshold),
          AUTO_DISABLE: String(props.autoDisable),
          DEAD_LETTER_QUEUE_URL: props.deliveries.grantDeadLetter(deliverer),
          CREDENTIALS_KEY_ARNS: props.credentialsKey.grantDecrypt(deliverer),
          RETRY_SCHEDULE: props.retrySchedule.join(','),
          PARK_RETRIES_AFTER_SECONDS: String(props.parkRetriesAfterSeconds),
          DISABLED_DESTINATION_POLICY: props.disabledDestinationPolicy,
          PARKED_RETENTION_DAYS: String(props.parkedRetentionDays),
          EVENT_RETENTION_DAYS: String(props.eventRetentionDays),
          ALLOW_PRIVATE_ENDPOINTS: String(props.allowPrivateEndpoints),
          ALLOWED_ENDPOINT_PORTS: props.allowedEndpointPorts.join(','),
          ACCESS_ROLE_ARN: grantAssume(deliverer, props.accessRoleArn),
          CLOUD_EVENTS_SOURCE: props.cloudEventsSource,
        }) satisfies DelivererEnv,
      // A retry is a message to the function's own queue, and a long schedule has more than 16 of
      // them.
      recursiveLoop: RecursiveLoop.ALLOW,
    });
    props.deliveries.feed(this.lambda, props);
    props.slowDeliveries.feed(this.lambda, { maxConcurrency: props.slowQueueConcurrency });
  }
}
