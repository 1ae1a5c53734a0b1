import * as z from 'zod';
import { FilterShape } from '../filters/filter.ts';
import { type Destination, DestinationId } from './destination.ts';
import { isLive } from './destination-state.ts';
import type { DestinationStore } from './destination-store.dynamo.ts';
import { typeCalled } from './validate-destination.ts';

const strings = z.record(z.string(), z.string());

const Verification = z
  .object({
    status: z.enum(['pending', 'verified', 'failed']).meta({
      description:
        '`pending`: the check is queued. `pending` with a code: the store had a problem, and the check will be repeated.',
    }),
    code: z.string().optional().meta({ description: '`OK`, or an error code as in an attempt.' }),
    message: z.string().optional().meta({ description: 'The message of the store.' }),
    checked_at: z.iso.datetime().optional(),
  })
  .meta({ id: 'Verification' });

const Blocked = z
  .object({ at: z.iso.datetime(), code: z.string(), message: z.string() })
  .meta({ id: 'Blocked' });

/** The destination as the API shows it. */
export const DestinationBody = z
  .object({
    id: DestinationId,
    tenant_id: z.string(),
    type: z.string(),
    topics: z.array(z.string()).meta({ description: '`*` alone means all topics.' }),
    filter: FilterShape.optional(),
    config: strings,
    credentials: strings.meta({
      description:
        'With a role, `key` and `secret` are empty. Otherwise masked: values of ten characters or more show their first four characters, shorter values none. The API never returns the stored values.',
    }),
    delivery_metadata: strings.optional(),
    metadata: strings.optional(),
    created_at: z.iso.datetime(),
    updated_at: z.iso.datetime(),
    disabled_at: z.iso
      .datetime()
      .nullable()
      .meta({ description: 'Null if the destination is enabled.' }),
    retry_schedule: z.array(z.int()).optional().meta({
      description:
        'Seconds before each retry. Absent if the destination uses the schedule of the stage.',
    }),
    blocked: Blocked.optional().meta({
      description:
        'Present while the destination is blocked, that is, while its deliveries are parked because it rejects all of them. Waybill probes the destination repeatedly, and delivers what is parked when it recovers.',
    }),
    verification: Verification.meta({
      description:
        'Result of the last check of whether the destination can be written to. It is checked when it is created, changed or tested, while it is blocked, and once a day.',
    }),
    external_id: z.string().optional().meta({
      description:
        'With a role: the external id that the trust policy of the role must demand (`sts:ExternalId`). One per tenant.',
      example: 'waybill-01KAN3R5D8WJ4Y0C6Q1V7T2MZX',
    }),
    target: z.string().meta({ description: 'A human-readable name of the target.' }),
    target_url: z
      .string()
      .meta({ description: 'The URL of a console page for the target; empty if there is none.' }),
  })
  .meta({ id: 'Destination' });
export type DestinationBody = z.output<typeof DestinationBody>;

/** The destination as the API shows it: with masked credentials and its target. */
export function destinationBody(destination: Destination): DestinationBody {
  const { id, tenant_id, type, topics, filter, config, delivery_metadata, metadata } = destination;
  const { created_at, updated_at, disabled_at, retry_schedule, blocked } = destination;
  const { verification, external_id } = destination;
  const { status, code, message, checked_at } = verification;
  return {
    id,
    tenant_id,
    type,
    topics,
    filter,
    config,
    credentials: { ...emptyCredentials(type), ...maskCredentials(destination.credentials) },
    delivery_metadata,
    metadata,
    created_at,
    updated_at,
    disabled_at,
    retry_schedule,
    blocked,
    verification: { status, code, message, checked_at },
    external_id,
    ...typeCalled(type).target(config),
  };
}

/** Outpost's SDKs reject a response without the required credentials of a type. */
const emptyCredentials = (type: string): Record<string, string> => {
  const required = typeCalled(type).description.credential_fields.filter((field) => field.required);
  return Object.fromEntries(required.map(({ key }) => [key, '']));
};

/** The masked values of credentials. */
export const maskCredentials = (credentials: Destination['credentials']): Record<string, string> =>
  Object.fromEntries(Object.entries(credentials).map(([name, field]) => [name, field.shown]));

/** A record that refers to a destination, such as an attempt. */
interface OfDestination {
  readonly tenant_id: string;
  readonly destination_id: string;
  readonly incarnation?: string | undefined;
}

/**
 * The destinations that the records `of` refer to, in that order; undefined where the destination is
 * deleted or its id belongs to a newer one. A deleted destination is stored without credentials, and
 * Outpost's SDKs reject the whole response if they are missing.
 */
export async function destinationBodies(
  store: DestinationStore,
  names: readonly OfDestination[],
): Promise<(DestinationBody | undefined)[]> {
  const destinations = await store.getAll(
    names.map(({ tenant_id, destination_id }) => [tenant_id, destination_id]),
  );
  return destinations.map((destination, place) =>
    isLive(destination) && destination.incarnation === names[place]?.incarnation
      ? destinationBody(destination)
      : undefined,
  );
}
