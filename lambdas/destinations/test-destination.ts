import {
  type DestinationServiceDeps,
  destinationNotFound,
  liveDestination,
} from './change-destination.ts';
import type { Destination } from './destination.ts';
import { pendingVerification, requestVerification, toVerificationRequest } from './verification.ts';

/** Milliseconds between two reads of the destination. */
const POLL_INTERVAL_MS = 200;

/** Dependencies of testing a destination, in addition to those of managing. */
export interface TestDeps extends DestinationServiceDeps {
  readonly sleep: (ms: number) => Promise<void>;
  /** Seconds to wait for the verifier, at most. */
  readonly waitSeconds: number;
}

/**
 * Requests a verification of a destination and waits for the result. The verifier makes it, because
 * this function has no permission to decrypt the credentials.
 *
 * @returns the destination; its verification is still pending after the wait has timed out
 * @throws NotFoundError without the tenant or destination
 */
export async function testDestination(
  deps: TestDeps,
  tenantId: string,
  id: string,
): Promise<Destination> {
  const { destinations, send } = deps;
  const { destination } = await liveDestination(destinations, tenantId, id);
  const verification = pendingVerification(deps.newId());
  if (!(await destinations.askVerification(destination, verification))) throw destinationNotFound();
  await requestVerification(send, toVerificationRequest({ ...destination, verification }));
  return waitForResult(deps, destination);
}

async function waitForResult(
  deps: TestDeps,
  { tenant_id, id, incarnation }: Destination,
): Promise<Destination> {
  const { destinations, now, sleep, waitSeconds } = deps;
  const deadline = now().getTime() + waitSeconds * 1_000;
  for (;;) {
    const destination = await destinations.findOnly({ tenant_id, id, incarnation });
    if (!destination || destination.deleted_at !== undefined) throw destinationNotFound();
    const { status, code } = destination.verification;
    // Pending with a code: the first try failed with that code, and another is scheduled.
    const isDone = status !== 'pending' || code !== undefined;
    if (isDone || now().getTime() >= deadline) return destination;
    await sleep(POLL_INTERVAL_MS);
  }
}
