/** Refused before a connection is made: the endpoint leads to where it may not. */
export class EndpointError extends Error {
  override readonly name = 'EndpointError' as const;
  /** Words that read on from `config.endpoint`; nothing of what was found out about our network. */
  readonly fault: string;

  constructor(fault: string) {
    super(`config.endpoint ${fault}`);
    this.fault = fault;
  }
}
