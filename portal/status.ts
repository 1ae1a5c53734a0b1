import type { DestinationBody } from '../lambdas/destinations/destination-body.ts';

/** The status of a destination, the most important first. */
export type DestinationStatus = 'disabled' | 'blocked' | 'failing' | 'checking' | 'verified';

/** The status of a destination. The first that applies. */
export const statusOf = ({
  disabled_at,
  blocked,
  verification,
}: Pick<DestinationBody, 'disabled_at' | 'blocked' | 'verification'>): DestinationStatus => {
  if (disabled_at !== null) return 'disabled';
  if (blocked !== undefined) return 'blocked';
  if (verification.status === 'failed') return 'failing';
  return verification.status === 'pending' ? 'checking' : 'verified';
};
