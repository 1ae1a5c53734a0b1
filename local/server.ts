/** A local replacement of an AWS service. */
export interface Server {
  readonly url: string;
  stop(): Promise<void>;
}
