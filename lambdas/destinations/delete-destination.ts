import { RESERVED_NAMES } from '../platform/json/identifier.ts';
import { own } from '../platform/json/json.ts';
import {
  checkIfMatch,
  type DestinationServiceDeps,
  liveDestination,
} from './change-destination.ts';
import { isLive } from './destination-state.ts';
import { emitSubscriptionChange } from './emit-operator-events.ts';

/**
 * Deletes a destination and releases its id on the tenant.
 *
 * @param ifMatch the caller's `If-Match` header
 * @throws NotFoundError without the tenant or destination, VersionMismatchError if it does not match
 *   `ifMatch`
 */
export async function deleteDestination(
  deps: DestinationServiceDeps,
  tenantId: string,
  id: string,
  ifMatch?: string,
): Promise<void> {
  const { tenants, destinations, now } = deps;
  if (await deleteReserved(deps, tenantId, id)) return;
  const { destination, token } = await liveDestination(destinations, tenantId, id);
  checkIfMatch(ifMatch, destination);
  const revision = ifMatch === undefined ? undefined : destination.revision;
  const isDeleted = await destinations.delete(destination, now(), revision);
  // It was changed after it was read: check `ifMatch` again.
  if (!isDeleted && isLive(await destinations.findOnly(destination)))
    return deleteDestination(deps, tenantId, id, ifMatch);
  await tenants.release(tenantId, id, token);
  // The releaser expires the deliveries that are parked for it.
  await deps.scheduleRelease(destination);
  await emitSubscriptionChange(deps, destination, undefined);
}

/**
 * Deletes a destination with a reserved name, which older versions allowed, if no reservation for it can
 * be read on its tenant: it is an orphan of an earlier tenant with the same id, or is named `__proto__`.
 *
 * @returns false if there is none
 */
async function deleteReserved(
  { tenants, destinations, now }: DestinationServiceDeps,
  tenantId: string,
  id: string,
): Promise<boolean> {
  if (!RESERVED_NAMES.includes(id)) return false;
  const tenant = await tenants.find(tenantId);
  if (!tenant || tenant.deleted_at !== undefined || own(tenant.destinations, id) !== undefined)
    return false;
  const deleted = await destinations.delete({ tenant_id: tenantId, id }, now());
  await tenants.releaseUnread(tenantId, id);
  return deleted;
}
