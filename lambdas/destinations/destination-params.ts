import { z } from 'zod';
import { TenantId } from '../tenants/tenant.ts';
import { DestinationId } from './destination.ts';

/** The path parameter that names the tenant. */
export const OwnerParams = z.object({ tenant_id: TenantId });

/** The path parameters that name a destination. */
export const DestinationParams = OwnerParams.extend({ destination_id: DestinationId });
