import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { CredentialsKey } from './credentials-key.ts';
import type { DestinationsTable } from './destinations-table.ts';
import type { EventsTable } from './events-table.ts';
import type { LargeEventsBucket } from './large-events-bucket.ts';
import type { WorkerProps } from './node-function.ts';
import type { WorkQueue } from './work-queue.ts';
import { type WriterProps, writerEnvironment } from './writer-environment.ts';

/** The common properties of the functions that deliver events or batches. */
export interface DeliveryProps extends WorkerProps, WriterProps {
  readonly operatorEventOutbox: WorkQueue;
  /** Operator events to emit. */
  readonly operatorEvents: readonly string[];
  /** Consecutive failures of a destination that count as 100 %; 0 disables the alerts. */
  readonly consecutiveFailureThreshold: number;
  /** Whether a destination is disabled at 100 %. */
  readonly autoDisable: boolean;
  readonly destinations: DestinationsTable;
  readonly events: EventsTable;
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
}

/** The environment of a function that delivers, except its queues and the events table. */
export const deliveryEnvironment = (props: DeliveryProps, deliverer: IGrantable) => ({
  DESTINATIONS_TABLE: props.destinations.grantRecordHealth(deliverer),
  LARGE_EVENTS_BUCKET: props.largeEvents.grantRead(deliverer),
  OPERATOR_EVENT_OUTBOX_QUEUE_URL: props.operatorEventOutbox.grantSend(deliverer),
  OPERATOR_EVENTS: props.operatorEvents.join(','),
  CONSECUTIVE_FAILURE_THRESHOLD: String(props.consecutiveFailureThreshold),
  AUTO_DISABLE: String(props.autoDisable),
  CREDENTIALS_KEY_ARNS: props.credentialsKey.grantDecrypt(deliverer),
  RETRY_SCHEDULE: props.retrySchedule.join(','),
  PARK_RETRIES_AFTER_SECONDS: String(props.parkRetriesAfterSeconds),
  DISABLED_DESTINATION_POLICY: props.disabledDestinationPolicy,
  PARKED_RETENTION_DAYS: String(props.parkedRetentionDays),
  EVENT_RETENTION_DAYS: String(props.eventRetentionDays),
  ...writerEnvironment(props, deliverer),
});
