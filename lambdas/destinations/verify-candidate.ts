import { logger } from '../platform/aws/logger.ts';
import type { CandidateStore } from './candidate-store.dynamo.ts';
import { type CandidateRequest, requestVerification } from './verification.ts';
import { accessProof, probe, retryWait, toOutcome, type VerifyDeps } from './verify-destination.ts';

/** Dependencies of verifying candidates. */
export interface VerifyCandidateDeps extends VerifyDeps {
  readonly candidates: CandidateStore;
}

/**
 * Verifies a destination that is not stored, and stores the result with the candidate. Schedules
 * another try if it was inconclusive. A candidate that has expired is not verified.
 */
export async function verifyCandidate(
  deps: VerifyCandidateDeps,
  request: CandidateRequest,
  signal: AbortSignal,
): Promise<void> {
  const {
    tenant_id,
    destination_id,
    tries,
    candidate: { id, slot },
  } = request;
  const candidate = await deps.candidates.find(tenant_id, slot, id);
  if (!candidate) return;
  const { destination } = candidate;
  const verified = await probe(deps, destination, signal);
  const wait = retryWait(deps, request, destination, verified);
  const outcome = toOutcome(deps, request, verified, wait !== undefined);
  const proof = accessProof(destination, verified.access) ?? undefined;
  await deps.candidates.recordResult(candidate, outcome, proof);
  if (wait !== undefined) {
    await requestVerification(deps.send, { ...request, tries: tries + 1 }, wait);
  }
  const { status, code } = outcome;
  logger.info('destination test ended', { tenant_id, destination_id, status, code });
}
