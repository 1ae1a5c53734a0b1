import type { Incarnation } from '../platform/dynamodb/incarnation.ts';
import type { Destination } from './destination.ts';

/** Whether a destination exists and is not deleted. */
export const isLive = (destination: Destination | undefined): destination is Destination =>
  destination !== undefined && destination.deleted_at === undefined;

/**
 * Whether a delivery can never be made: its destination is deleted, or the id belongs to a new one.
 *
 * @param delivery names the incarnation of its destination
 */
export const isDeletedFor = (
  destination: Destination | undefined,
  delivery: { readonly incarnation?: Incarnation },
): boolean => !isLive(destination) || destination.incarnation !== delivery.incarnation;

/**
 * Whether a destination must not be written to yet, or no longer: it is accessed with the tenant's
 * external id, and no verification has proven that the customer demands it. A change of the access
 * removes the proof.
 */
export const isAwaitingProof = ({ external_id, access_proof }: Destination): boolean =>
  external_id !== undefined && access_proof === undefined;

/** Whether deliveries to a destination are attempted, rather than parked or recorded as failed. */
export const acceptsDeliveries = (destination: Destination | undefined): boolean =>
  isLive(destination) &&
  destination.disabled_at === null &&
  destination.blocked === undefined &&
  !isAwaitingProof(destination);

/** Whether a destination is probed until it accepts deliveries. */
export const isProbed = (destination: Destination | undefined): destination is Destination =>
  isLive(destination) && (destination.blocked !== undefined || isAwaitingProof(destination));
