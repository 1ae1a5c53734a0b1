/**
 * What one try at writing an event came to. Callers switch over `kind` exhaustively;
 * the attempt log, the retry decision and the API all read this one value.
 */
export type DeliveryResult = Outcome & {
  /** Milliseconds from the request to the end of the store's answer, or until there was none; absent when none was asked. */
  readonly latency_ms?: number;
};

type Outcome =
  | {
      /** The store has the event. */
      readonly kind: 'delivered';
      readonly code: 'OK';
      readonly response: Readonly<Record<string, string | number>>;
    }
  | {
      /** Our turn or the store's: trying again later may help. */
      readonly kind: 'retry';
      readonly code: string;
      readonly message: string;
      /** Seconds that the store wants to be left alone. */
      readonly retry_after?: number;
    }
  | {
      /** The customer must act; trying again as it stands cannot help. */
      readonly kind: 'rejected';
      readonly code: string;
      readonly message: string;
    };
