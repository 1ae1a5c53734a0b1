/**
 * Returns a validation error for an endpoint's port, phrased to follow `config.endpoint`. If
 * every port were allowed, a tenant could send requests to services that are not stores.
 *
 * @param port as returned by the URL parser: empty for the 443 of https
 * @param allowed an empty list rejects every custom endpoint
 */
export const portError = (port: string, allowed: readonly number[]): string | undefined => {
  if (allowed.length === 0) return 'must be left out: this deployment writes to AWS only';
  return allowed.includes(Number(port || 443))
    ? undefined
    : `must have a port that this deployment allows: ${allowed.join(', ')}`;
};
