import type { Attempt } from '../attempts/attempt.ts';
import type { Verdict } from '../destination-types/verdict.ts';
import type { Writers } from '../destination-types/writers.ts';
import type { Open } from '../destinations/credentials.kms.ts';
import type { Destination } from '../destinations/destination.ts';
import type { Delivery } from '../events/delivery-message.ts';
import { attemptOf } from './attempt-of.ts';

/** What one try needs. */
export interface TryDeps {
  readonly open: Open;
  readonly writers: Writers;
  readonly now: () => Date;
  /** A new id that holds the time `at`, without a prefix. */
  readonly newId: (at: Date) => string;
}

/** Writes the event to its destination, once; what comes of it, as it will be recorded. */
export async function tryOnce(
  deps: TryDeps,
  delivery: Delivery,
  destination: Destination | undefined,
  signal: AbortSignal,
): Promise<Attempt> {
  const verdict = await verdictOn(deps, delivery, destination, signal);
  const now = deps.now();
  return attemptOf(delivery, destination, verdict, `atm_${deps.newId(now)}`, now);
}

async function verdictOn(
  { open, writers }: TryDeps,
  { event }: Delivery,
  destination: Destination | undefined,
  signal: AbortSignal,
): Promise<Verdict> {
  if (!destination || destination.deleted_at !== undefined) return gone('destination_deleted');
  if (destination.disabled_at !== null) return gone('destination_disabled');
  const { tenant_id, id, type, config, delivery_metadata = {} } = destination;
  const credentials = await open(destination.credentials, { tenant_id, destination_id: id });
  const writer = await writers(type);
  // Out of time before the store was asked: that is not the store's fault.
  signal.throwIfAborted();
  return writer.write(event, { config, credentials, delivery_metadata }, signal);
}

const gone = (code: 'destination_deleted' | 'destination_disabled'): Verdict => ({
  kind: 'rejected',
  code,
  message: `the ${code.replace('_', ' was ')} after the event was accepted`,
});
