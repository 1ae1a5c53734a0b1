/** Thrown before a connection is made when the endpoint leads to a forbidden address. */
export class EndpointError extends Error {
  override readonly name = 'EndpointError' as const;
  /** A message phrased to follow `config.endpoint`. It discloses nothing about our network. */
  readonly reason: string;

  constructor(reason: string) {
    super(`config.endpoint ${reason}`);
    this.reason = reason;
  }
}
