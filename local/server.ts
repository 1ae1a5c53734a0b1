/** A stand-in for an AWS service. */
export interface Server {
  readonly url: string;
  stop(): Promise<void>;
}
