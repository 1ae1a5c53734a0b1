import type { Destination } from './destination.ts';
import { typeCalled } from './destination-rules.ts';
import type { DestinationStore } from './destination-store.dynamo.ts';

/** The destination as the API shows it: credentials obfuscated, and where its events go. */
export function destinationBody(destination: Destination) {
  const { id, tenant_id, type, topics, filter, config, delivery_metadata, metadata } = destination;
  const { created_at, updated_at, disabled_at, verification } = destination;
  const { status, code, message, checked_at } = verification;
  return {
    id,
    tenant_id,
    type,
    topics,
    filter,
    config,
    credentials: shown(destination.credentials),
    delivery_metadata,
    metadata,
    created_at,
    updated_at,
    disabled_at,
    verification: { status, code, message, checked_at },
    ...typeCalled(type).target(config),
  };
}

/** Credentials as people may see them. */
export const shown = (credentials: Destination['credentials']): Record<string, string> =>
  Object.fromEntries(Object.entries(credentials).map(([name, field]) => [name, field.shown]));

/** Something that belongs to a destination, such as an attempt. */
interface OfDestination {
  readonly tenant_id: string;
  readonly destination_id: string;
}

/** The destinations that `of` belong to, in that order; undefined where one is gone. */
export async function destinationBodies(store: DestinationStore, of: readonly OfDestination[]) {
  const found = await store.at(
    of.map(({ tenant_id, destination_id }) => [tenant_id, destination_id]),
  );
  return found.map((destination) => destination && destinationBody(destination));
}
