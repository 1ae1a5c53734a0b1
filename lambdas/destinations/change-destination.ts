import { checkSize } from '../platform/http/body-size.ts';
import { HttpError } from '../platform/http/http-error.ts';
import { own } from '../platform/json/own.ts';
import { tenantNotFound } from '../tenants/tenants.routes.ts';
import type { Destination } from './destination.ts';
import { emitSubscriptionChange } from './emit-subscription-change.ts';
import { checkIfMatch } from './etag.ts';
import type { ManageDeps } from './manage.ts';

/** Other writers that may come first before a change is given up. */
const TRIES = 50;

/** Makes another destination of one; the same one when there is nothing to change. */
export type Change = (destination: Destination) => Destination | Promise<Destination>;

/**
 * Reads the destination, changes it and stores it, if it is still as it was read; otherwise again
 * from the start, so that no change is overwritten.
 *
 * @param ifMatch the caller's `If-Match` header
 * @throws HttpFault 404 without the tenant or destination, 412 when it is not as `ifMatch` says, 409
 *   when others kept coming first
 */
export async function changeDestination(
  deps: ManageDeps,
  tenantId: string,
  id: string,
  change: Change,
  ifMatch?: string,
): Promise<Destination> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const { destination: before } = await liveDestination(deps.destinations, tenantId, id);
    checkIfMatch(ifMatch, before);
    const changed = await change(before);
    if (changed === before) return before;
    const after = { ...changed, version: before.version + 1, revision: before.revision + 1 };
    checkSize('destination', after);
    if (await deps.destinations.replace(after, before.version)) {
      await emitSubscriptionChange(deps, before, after);
      return after;
    }
  }
  throw new HttpError(409, 'destination is being changed by other requests: try again');
}

/**
 * A destination, and the token by which its tenant names it.
 *
 * @throws HttpFault 404 without the tenant or destination
 */
export async function liveDestination(
  destinations: ManageDeps['destinations'],
  tenantId: string,
  id: string,
): Promise<{ destination: Destination; token: string }> {
  const holdings = await destinations.loadTenant(tenantId);
  if (!holdings) throw tenantNotFound();
  const destination = holdings.destinations.find((one) => one.id === id);
  const token = own(holdings.tenant.destinations, id);
  if (!destination || token === undefined) throw new HttpError(404, 'destination not found');
  return { destination, token };
}

/** The change that `PUT …/enable` makes. */
export const enableChange: Change = (destination) =>
  destination.disabled_at === null
    ? destination
    : { ...resetFailures(destination), disabled_at: null };

/**
 * The destination with another chance: what has failed so far does not count any more. Operators who
 * know of it are still to be told when it works.
 */
export const resetFailures = (destination: Destination): Destination => {
  const { alerted, blocked, failing_since } = destination;
  const isKnown = alerted !== undefined || blocked !== undefined;
  return {
    ...destination,
    failures: undefined,
    rejections: undefined,
    failing_since: isKnown ? failing_since : undefined,
    alerted: alerted === undefined ? undefined : 0,
    recovered_at: undefined,
  };
};

/** The change that `PUT …/disable` makes. */
export const disableChange =
  (now: Date): Change =>
  (destination) =>
    destination.disabled_at === null
      ? { ...destination, disabled_at: now.toISOString() }
      : destination;
