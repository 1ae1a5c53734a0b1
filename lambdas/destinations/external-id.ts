import type { Settings } from '../destination-types/destination-type.ts';
import { tenantNotFound } from '../tenants/tenant.ts';
import type { TenantStore } from '../tenants/tenant-store.dynamo.ts';
import type { Destination } from './destination.ts';
import { typeCalled } from './validate-destination.ts';

/** Dependencies of loading an external id. */
export interface ExternalIdDeps {
  readonly tenants: TenantStore;
  readonly newId: () => string;
}

/**
 * Returns the tenant's external id. It is created when it is first needed, and never changes, because
 * customers write it into the trust policies of their roles. AWS requires that it is unique per customer
 * and that the customer does not choose it
 * (https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html).
 *
 * @throws NotFoundError without the tenant
 */
export async function loadExternalId(
  { tenants, newId }: ExternalIdDeps,
  tenantId: string,
): Promise<string> {
  const id = await tenants.externalId(tenantId, `waybill-${newId()}`);
  if (id === undefined) throw tenantNotFound();
  return id;
}

/**
 * Returns the tenant's external id if the access of a destination with this config needs one.
 *
 * @throws NotFoundError without the tenant
 */
export async function requiredExternalId(
  deps: ExternalIdDeps,
  { tenant_id, type, external_id }: Pick<Destination, 'tenant_id' | 'type' | 'external_id'>,
  config: Settings,
): Promise<string | undefined> {
  if (!typeCalled(type).needsExternalId(config)) return undefined;
  return external_id ?? loadExternalId(deps, tenant_id);
}
