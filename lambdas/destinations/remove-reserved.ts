import { RESERVED_NAMES } from '../platform/json/identifier.ts';
import { own } from '../platform/json/own.ts';
import type { ManageDeps } from './manage.ts';

/**
 * Removes a destination that an older version let have a reserved name, where its tenant is not seen to
 * name it: left from an earlier tenant of that id, or called `__proto__`.
 *
 * @returns false when there is none
 */
export async function removeReserved(
  { tenants, destinations, now }: Pick<ManageDeps, 'tenants' | 'destinations' | 'now'>,
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
