import type { attemptBody } from '../../lambdas/attempts/attempts.operations.ts';

/** An attempt as the API shows it, with `include=response_data`. */
export type Attempt = ReturnType<typeof attemptBody> & {
  readonly response_data?: Readonly<Record<string, string | number>>;
};

/** The batch that an attempt delivers. */
export type Batch = NonNullable<Attempt['batch']>;

/** Whether an id is that of a batch. It stands in place of an event's id. */
export const isBatchId = (id: string): boolean => /^bat_[0-7][0-9A-HJKMNP-TV-Z]{25}$/.test(id);
