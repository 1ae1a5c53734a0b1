import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';

/** An attempt, as far as the health of its destination is concerned. */
interface Evidence {
  readonly time: string;
  readonly code: string;
  readonly response_data?: Readonly<Record<string, string | number>>;
}

/** The most important fact about a destination: the first of these that applies. */
export type Cause =
  | 'disabled'
  | 'blocked'
  | 'verification'
  | 'attempt'
  | 'arriving'
  | 'checking'
  | 'nothing';

/** Whether the events of a destination arrive and, if they do not, the reason. */
export interface Health {
  readonly cause: Cause;
  readonly since?: string | undefined;
  readonly code?: string | undefined;
  readonly message?: string | undefined;
}

type State = Pick<DestinationBody, 'disabled_at' | 'blocked' | 'verification'>;

/**
 * Finds what a customer must know first about a destination.
 *
 * @param lastDelivered the newest successful attempt
 * @param lastFailed the newest failed attempt
 */
export function healthOf(
  { disabled_at, blocked, verification }: State,
  lastDelivered: Evidence | undefined,
  lastFailed: Evidence | undefined,
): Health {
  if (disabled_at !== null) return { cause: 'disabled', since: disabled_at };
  if (blocked) {
    return { cause: 'blocked', since: blocked.at, code: blocked.code, message: blocked.message };
  }
  const { status, code, message, checked_at } = verification;
  if (status === 'failed') return { cause: 'verification', since: checked_at, code, message };
  if (lastFailed && !(lastDelivered && lastDelivered.time >= lastFailed.time)) {
    return {
      cause: 'attempt',
      since: lastFailed.time,
      code: lastFailed.code,
      message: errorIn(lastFailed),
    };
  }
  if (lastDelivered) return { cause: 'arriving' };
  return status === 'pending' ? { cause: 'checking', code, message } : { cause: 'nothing' };
}

/** The message of the store, or our own, in a failed attempt. */
export function errorIn({ response_data }: Pick<Evidence, 'response_data'>): string | undefined {
  const error = response_data?.error;
  return error === undefined || error === '' ? undefined : String(error);
}
