import type { WriterSettings } from '../destination-types/destination-type.ts';
import { DomainError, NotFoundError, OverLimitError } from '../platform/errors.ts';
import { checkRateLimit, type Limit } from '../platform/rate-limit/rate-limit.ts';
import { tenantNotFound } from '../tenants/tenant.ts';
import { type Candidate, type CandidateStore, MAX_CANDIDATES } from './candidate-store.dynamo.ts';
import type { Change, DestinationServiceDeps } from './change-destination.ts';
import type { Destination } from './destination.ts';
import {
  pollVerification,
  requestVerification,
  toVerificationRequest,
  type VerificationWait,
} from './verification.ts';
import { type TestBody, testBody } from './verification-body.ts';

/** Tests of unsaved destinations per tenant: 10 per minute. */
export const CANDIDATE_RATE = { perSecond: 1 / 6, burst: MAX_CANDIDATES };

/** Seconds after which a client may try again while the store has a problem. */
const RETRY_AFTER_SECONDS = 30;

/** Dependencies of testing a destination before it is stored. */
export interface CandidateDeps extends DestinationServiceDeps, VerificationWait {
  readonly candidates: CandidateStore;
  /** Limits the tests of each tenant. */
  readonly candidateLimit: Limit | undefined;
}

/** A store that a verification has found not to be writable. Nothing was stored. */
class VerificationFailedError extends DomainError {
  readonly kind = 'invalid';

  constructor(verification: TestBody) {
    const { code, message = '' } = verification;
    super(`the verification failed: ${code}`, [message], { verification });
  }
}

/** A verification without a result. Nothing was stored. */
class VerificationPendingError extends DomainError {
  readonly kind = 'unavailable';
  override readonly retryAfter = String(RETRY_AFTER_SECONDS);

  constructor(verification: TestBody) {
    const data = { code: 'verification_pending', retry_after: String(RETRY_AFTER_SECONDS) };
    super('the verification has no result yet: retry', data, { verification });
  }
}

/**
 * Tests a destination that is not stored, and waits for the result.
 *
 * @returns the candidate; without a result after the wait has timed out
 * @throws NotFoundError without the tenant, OverLimitError if it has too many tests
 */
export async function testCandidate(
  deps: CandidateDeps,
  destination: Destination,
): Promise<Candidate> {
  const { candidates, candidateLimit, tenants, send, now } = deps;
  const { tenant_id } = destination;
  const tenant = await tenants.findLive(tenant_id);
  if (!tenant) throw tenantNotFound();
  if (candidateLimit) await checkRateLimit(candidateLimit, tenant_id, 'tests', now());
  const candidate = await candidates.add({
    id: `tst_${deps.newId()}`,
    tenant_incarnation: tenant.incarnation,
    destination,
  });
  if (!candidate) {
    throw new OverLimitError(
      'tests',
      `at most ${MAX_CANDIDATES} tests may wait for a result`,
      RETRY_AFTER_SECONDS,
    );
  }
  const { id, slot } = candidate;
  await requestVerification(send, {
    ...toVerificationRequest(destination),
    candidate: { id, slot },
  });
  return waitForResult(deps, candidate);
}

const waitForResult = (
  deps: CandidateDeps,
  { id, slot, destination }: Candidate,
): Promise<Candidate> =>
  pollVerification(
    deps,
    async () => {
      const candidate = await deps.candidates.find(destination.tenant_id, slot, id);
      if (!candidate) throw testNotFound();
      return candidate;
    },
    // Pending with a code: the first try failed with that code, and another is scheduled.
    ({ result }) => result !== undefined,
  );

const testNotFound = (): NotFoundError =>
  new NotFoundError('test not found: it has expired, or later tests have replaced it');

/**
 * Returns the test of a tenant.
 *
 * @throws NotFoundError without the tenant or the test
 */
export async function findTest(
  { candidates, tenants }: Pick<CandidateDeps, 'candidates' | 'tenants'>,
  tenantId: string,
  id: string,
): Promise<Candidate> {
  const tenant = await tenants.findLive(tenantId);
  if (!tenant) throw tenantNotFound();
  const candidate = await candidates.findById(tenantId, id);
  if (!candidate || candidate.tenant_incarnation !== tenant.incarnation) throw testNotFound();
  return candidate;
}

/** The result of a candidate, step by step. */
export const candidateBody = (
  { destination, result }: Candidate,
  settings: WriterSettings,
): TestBody => testBody({ ...destination, ...(result && { verification: result }) }, settings);

/**
 * Returns the destination with the result of its verification, so that it can be stored.
 *
 * @throws VerificationFailedError if it cannot be written to, VerificationPendingError if that is not
 *   known after the wait
 */
export async function verifyFirst(
  deps: CandidateDeps,
  destination: Destination,
): Promise<Destination> {
  const candidate = await testCandidate(deps, destination);
  const { result, access_proof } = candidate;
  const body = candidateBody(candidate, deps.rules);
  if (body.status === 'failed') throw new VerificationFailedError(body);
  if (result === undefined || body.status === 'pending') throw new VerificationPendingError(body);
  return { ...destination, verification: result, access_proof };
}

/** The change that also verifies a new config or new credentials before they are stored. */
export const verifiedChange =
  (deps: CandidateDeps, change: Change): Change =>
  async (current) => {
    const after = await change(current);
    return after.verification.id === current.verification.id ? after : verifyFirst(deps, after);
  };
