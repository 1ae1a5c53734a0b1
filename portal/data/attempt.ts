import type { attemptBody } from '../../lambdas/attempts/attempts.operations.ts';

/** An attempt as the API shows it, with `include=response_data`. */
export type Attempt = ReturnType<typeof attemptBody> & {
  readonly response_data?: Readonly<Record<string, string | number>>;
};
