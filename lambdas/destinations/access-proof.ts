import type { Destination } from './destination.ts';

/**
 * Whether a destination must not be written to yet, or no longer: it is accessed with the tenant's
 * external id, and no verification has proven that the customer demands it. A change of the access
 * removes the proof.
 */
export const isAwaitingProof = ({ external_id, access_proof }: Destination): boolean =>
  external_id !== undefined && access_proof === undefined;
