/** A message from the local stack to a function's process. */
export interface Invocation {
  readonly requestId: string;
  readonly event: unknown;
  /** When the invocation times out, in milliseconds since the epoch. */
  readonly deadline: number;
  readonly functionArn: string;
}

/** A message from a function's process to the local stack. */
export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: string };
