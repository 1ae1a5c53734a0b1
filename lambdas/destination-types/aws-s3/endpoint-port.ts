/**
 * What is wrong with an endpoint's port, as words that read on from `config.endpoint`: a door to
 * every port would let a tenant knock at services that are no stores.
 *
 * @param port as the URL parser gives it: empty for the 443 of https
 * @param allowed none closes the door altogether
 */
export const portFault = (port: string, allowed: readonly number[]): string | undefined => {
  if (allowed.length === 0) return 'must be left out: this deployment writes to AWS only';
  return allowed.includes(Number(port || 443))
    ? undefined
    : `must have a port that this deployment allows: ${allowed.join(', ')}`;
};
