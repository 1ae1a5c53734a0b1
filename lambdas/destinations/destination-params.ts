import { z } from 'zod';
import { TenantId } from '../tenants/tenant.ts';
import { DestinationId } from './destination.ts';

/** The part of a path that names whose destinations are meant. */
export const OwnerParams = z.object({ tenant_id: TenantId });

/** The parts of a path that name a destination. */
export const DestinationParams = OwnerParams.extend({ destination_id: DestinationId });
