import type { Announcements } from '../operator-events/announcements.ts';
import type { Send } from '../runtime/queue.sqs.ts';
import type { TenantStore } from '../tenants/tenant-store.dynamo.ts';
import type { Seal } from './credentials.kms.ts';
import type { Destination } from './destination.ts';
import type { DestinationRules } from './destination-rules.ts';
import type { DestinationStore } from './destination-store.dynamo.ts';

/** What managing destinations needs. */
export interface ManageDeps {
  readonly tenants: TenantStore;
  readonly destinations: DestinationStore;
  readonly seal: Seal;
  /** Sends to the verification queue. */
  readonly send: Send;
  /** Has what is parked for a destination released, if anything is. */
  readonly release: (destination: Destination) => Promise<void>;
  readonly announcements: Announcements;
  readonly rules: DestinationRules;
  readonly now: () => Date;
  /** A new time-ordered id, without a prefix. */
  readonly newId: () => string;
}
