import type { Outbox } from '../operator-events/outbox.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import type { TenantStore } from '../tenants/tenant-store.dynamo.ts';
import type { Encrypt } from './credentials.kms.ts';
import type { Destination } from './destination.ts';
import type { DestinationStore } from './destination-store.dynamo.ts';
import type { DestinationRules } from './validate-destination.ts';

/** Dependencies of managing destinations. */
export interface DestinationServiceDeps {
  readonly tenants: TenantStore;
  readonly destinations: DestinationStore;
  readonly encrypt: Encrypt;
  /** Sends to the verification queue. */
  readonly send: Send;
  /** Schedules the release of the deliveries that are parked for a destination. */
  readonly scheduleRelease: (destination: Destination) => Promise<void>;
  readonly outbox: Outbox;
  readonly rules: DestinationRules;
  readonly now: () => Date;
  /** A new time-ordered id, without a prefix. */
  readonly newId: () => string;
}
