/**
 * The result of one attempt to write an event. Callers switch over `kind` exhaustively. The
 * attempt log, the retry decision and the API all read this one value.
 */
export type DeliveryResult = Outcome & {
  /**
   * Milliseconds from the request to the end of the store's response, or until the request
   * failed. Absent when no request was sent.
   */
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
      /** The cause is temporary, on our side or the store's: a retry may succeed. */
      readonly kind: 'retry';
      readonly code: string;
      readonly message: string;
      /** Seconds that the store asks to wait before the next request. */
      readonly retry_after?: number;
    }
  | {
      /** The customer must act. A retry without a change cannot succeed. */
      readonly kind: 'rejected';
      readonly code: string;
      readonly message: string;
    };
