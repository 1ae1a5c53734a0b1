/** What the house tells a function's process. */
export interface Invocation {
  readonly requestId: string;
  readonly event: unknown;
  /** When the invocation will be given up, in milliseconds since the epoch. */
  readonly deadline: number;
  readonly functionArn: string;
}

/** What a function's process tells the house. */
export type Report =
  | { readonly kind: 'ready' }
  | { readonly kind: 'returned'; readonly value: unknown }
  | { readonly kind: 'threw'; readonly error: string };
