import type { Destination, DestinationRef } from '../destinations/destination.ts';
import type { DestinationStore } from '../destinations/destination-store.dynamo.ts';
import { incarnationKey } from '../platform/dynamodb/incarnation.ts';
import { RunCache } from '../platform/json/run-cache.ts';

/** The destinations that the deliveries of one run have read. */
export type DestinationReads = RunCache<DestinationRef, Destination | undefined>;

/**
 * Begins a run's reads of destinations. The run reads a destination once, until one of its deliveries
 * changes that destination.
 */
export const destinationReads = (destinations: DestinationStore): DestinationReads =>
  new RunCache(
    (ref) => destinations.findOnly(ref),
    ({ tenant_id, id, incarnation }) =>
      JSON.stringify([tenant_id, incarnationKey(id, incarnation)]),
  );
