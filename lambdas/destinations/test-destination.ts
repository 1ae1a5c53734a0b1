import { HttpError } from '../platform/http/http-error.ts';
import { liveDestination } from './change-destination.ts';
import type { Destination } from './destination.ts';
import type { ManageDeps } from './manage.ts';
import { pendingVerification, requestVerification, verificationOf } from './verification.ts';

/** Between two looks at the destination. */
const LOOK_EVERY_MS = 200;

/** What testing a destination needs beside what managing does. */
export interface TestDeps extends ManageDeps {
  readonly sleep: (ms: number) => Promise<void>;
  /** Seconds to wait for the verifier at the most. */
  readonly waitSeconds: number;
}

/**
 * Has the verifier probe a destination now, and waits for what comes of it. Its credentials are
 * opened by the verifier alone: whoever answers here cannot.
 *
 * @returns the destination; its verification is still pending when it takes too long
 * @throws HttpFault 404 without the tenant or destination
 */
export async function testDestination(
  deps: TestDeps,
  tenantId: string,
  id: string,
): Promise<Destination> {
  const { destinations, send } = deps;
  const { destination } = await liveDestination(destinations, tenantId, id);
  const verification = pendingVerification(deps.newId());
  if (!(await destinations.askVerification(destination, verification))) throw gone();
  await requestVerification(send, verificationOf({ ...destination, verification }));
  return outcome(deps, destination);
}

async function outcome(
  deps: TestDeps,
  { tenant_id, id, incarnation }: Destination,
): Promise<Destination> {
  const { destinations, now, sleep, waitSeconds } = deps;
  const deadline = now().getTime() + waitSeconds * 1_000;
  for (;;) {
    const destination = await destinations.findOnly({ tenant_id, id, incarnation });
    if (!destination || destination.deleted_at !== undefined) throw gone();
    const { status, code } = destination.verification;
    // Pending with a code: it will be tried again, and this is what the first try came to.
    const isMade = status !== 'pending' || code !== undefined;
    if (isMade || now().getTime() >= deadline) return destination;
    await sleep(LOOK_EVERY_MS);
  }
}

const gone = (): HttpError => new HttpError(404, 'destination not found');
