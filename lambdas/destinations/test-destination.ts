import {
  type DestinationServiceDeps,
  destinationNotFound,
  liveDestination,
} from './change-destination.ts';
import type { Destination } from './destination.ts';
import { isLive } from './destination-state.ts';
import {
  hasResult,
  pendingVerification,
  pollVerification,
  requestVerification,
  toVerificationRequest,
  type VerificationWait,
} from './verification.ts';

/** Dependencies of testing a destination, in addition to those of managing. */
export type TestDeps = DestinationServiceDeps & VerificationWait;

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
  if (!(await destinations.resetVerification(destination, verification)))
    throw destinationNotFound();
  await requestVerification(send, toVerificationRequest({ ...destination, verification }));
  return waitForResult(deps, destination);
}

const waitForResult = (
  deps: TestDeps,
  { tenant_id, id, incarnation }: Destination,
): Promise<Destination> =>
  pollVerification(
    deps,
    async () => {
      const destination = await deps.destinations.findOnly({ tenant_id, id, incarnation });
      if (!isLive(destination)) throw destinationNotFound();
      return destination;
    },
    ({ verification }) => hasResult(verification),
  );
