import { RESERVED_NAMES } from '../platform/json/identifier.ts';
import { own } from '../platform/json/own.ts';
import type { DestinationServiceDeps } from './manage.ts';

/**
 * Removes a destination with a reserved name, which older versions allowed, if no reservation for it can
 * be read on its tenant: it is an orphan of an earlier tenant with the same id, or is named `__proto__`.
 *
 * @returns false if there is none
 */
export async function removeReserved(
  { tenants, destinations, now }: Pick<DestinationServiceDeps, 'tenants' | 'destinations' | 'now'>,
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
