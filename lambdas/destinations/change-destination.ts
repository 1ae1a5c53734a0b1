import type { Outbox } from '../operator-events/outbox.ts';
import { ConflictError, NotFoundError, VersionMismatchError } from '../platform/errors.ts';
import { checkSize } from '../platform/http/validation.ts';
import { own } from '../platform/json/json.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { tenantNotFound } from '../tenants/tenant.ts';
import type { TenantStore } from '../tenants/tenant-store.dynamo.ts';
import type { Encrypt } from './credentials.kms.ts';
import type { Destination } from './destination.ts';
import type { DestinationStore } from './destination-store.dynamo.ts';
import { emitSubscriptionChange } from './emit-operator-events.ts';
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

/** Conflicts with concurrent writers before a change fails with 409. */
const MAX_CONFLICTS = 50;

/** Returns the changed destination, or the same object if there is nothing to change. */
export type Change = (destination: Destination) => Destination | Promise<Destination>;

/**
 * Reads the destination, changes it and stores it with optimistic locking. After a conflict it starts
 * again from the read, so that no concurrent change is overwritten.
 *
 * @param ifMatch the caller's `If-Match` header
 * @throws NotFoundError without the tenant or destination, VersionMismatchError if it does not match
 *   `ifMatch`, ConflictError after 50 conflicts
 */
export async function changeDestination(
  deps: DestinationServiceDeps,
  tenantId: string,
  id: string,
  change: Change,
  ifMatch?: string,
): Promise<Destination> {
  for (let conflicts = 0; conflicts < MAX_CONFLICTS; conflicts += 1) {
    const { destination: before } = await liveDestination(deps.destinations, tenantId, id);
    checkIfMatch(ifMatch, before);
    const changed = await change(before);
    if (changed === before) return before;
    const after = { ...changed, version: before.version + 1, revision: before.revision + 1 };
    checkSize('destination', after);
    if (await deps.destinations.change(before, after)) {
      await emitSubscriptionChange(deps, before, after);
      return after;
    }
  }
  throw new ConflictError('destination is being changed by other requests: retry');
}

/**
 * Returns a destination and its tenant's reservation token for it.
 *
 * @throws NotFoundError without the tenant or destination
 */
export async function liveDestination(
  destinations: DestinationServiceDeps['destinations'],
  tenantId: string,
  id: string,
): Promise<{ destination: Destination; token: string }> {
  const owner = await destinations.loadTenant(tenantId);
  if (!owner) throw tenantNotFound();
  const destination = owner.destinations.find((one) => one.id === id);
  const token = own(owner.tenant.destinations, id);
  if (!destination || token === undefined) throw destinationNotFound();
  return { destination, token };
}

export const destinationNotFound = (): NotFoundError => new NotFoundError('destination not found');

/** The change that `PUT …/enable` makes. */
export const enableChange: Change = (destination) =>
  destination.disabled_at === null
    ? destination
    : { ...resetFailures(destination), disabled_at: null };

/**
 * Returns the destination with its failure counters reset. If operators were notified of the failures,
 * the state needed to emit the recovery event is kept.
 */
export const resetFailures = (destination: Destination): Destination => {
  const { last_alert_level, blocked, failing_since } = destination;
  const needsRecoveryEvent = last_alert_level !== undefined || blocked !== undefined;
  return {
    ...destination,
    consecutive_failures: undefined,
    consecutive_rejections: undefined,
    failing_since: needsRecoveryEvent ? failing_since : undefined,
    last_alert_level: last_alert_level === undefined ? undefined : 0,
    recovered_at: undefined,
  };
};

/** The change that `PUT …/disable` makes. */
export const disableChange =
  (now: Date): Change =>
  (destination) =>
    destination.disabled_at === null
      ? { ...destination, disabled_at: now.toISOString() }
      : destination;

/** The current `ETag` of a destination (RFC 9110, section 8.8.3). */
export const etag = ({ incarnation, revision }: Destination): string =>
  incarnation === undefined ? `"${revision}"` : `"${incarnation}-${revision}"`;

/**
 * Checks an `If-Match` header (RFC 9110, section 13.1.1), if present.
 *
 * @throws VersionMismatchError if the destination has changed
 */
export function checkIfMatch(ifMatch: string | undefined, destination: Destination): void {
  if (ifMatch === undefined || ifMatch.trim() === '*') return;
  const tags = ifMatch.split(',').map((tag) => tag.trim());
  if (!tags.includes(etag(destination))) {
    throw new VersionMismatchError(
      'destination has changed: read it again and send its ETag in If-Match',
    );
  }
}
