import type { DeliveryResult, Verifier } from '../destination-types/destination-type.ts';
import type { PartCache } from '../destination-types/registry.ts';
import type { Verified } from '../destination-types/verification.ts';
import { destinationDegraded } from '../operator-events/alerts.ts';
import type { OperatorEvent } from '../operator-events/operator-event.ts';
import { logger } from '../platform/aws/logger.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { type Decrypt, decryptTarget } from './credentials.kms.ts';
import type { Destination, Verification } from './destination.ts';
import { isAwaitingProof } from './destination-state.ts';
import type { DestinationStore } from './destination-store.dynamo.ts';
import { emitRecovery, type RecoveryDeps } from './emit-operator-events.ts';
import { typeCalled } from './validate-destination.ts';
import { requestVerification, type VerificationRequest, waitAfterTry } from './verification.ts';

/** The result of a verification, to be stored. */
type Outcome = Verification & { readonly checked_at: string };

/** Milliseconds after a change of the destination within which the customer's IAM change may be recent. */
const RECENT_MS = 5 * 60_000;

/** Seconds to wait after each try that may have been too early: IAM changes take seconds to take effect. */
const EARLY_WAITS_SECONDS = [10, 30];

/** Dependencies of verifying. */
export interface VerifyDeps extends RecoveryDeps {
  readonly destinations: DestinationStore;
  readonly decrypt: Decrypt;
  readonly verifiers: PartCache<Verifier>;
  readonly send: Send;
  /** Schedules the release of the deliveries that are parked for a destination. */
  readonly release: (destination: Destination) => Promise<void>;
  /** Schedules the daily verification, unless it is scheduled. */
  readonly watch: (destination: Destination) => Promise<void>;
}

/** Probes a destination and stores the result. Schedules another try if it was inconclusive. */
export async function verifyDestination(
  deps: VerifyDeps,
  request: VerificationRequest,
  signal: AbortSignal,
): Promise<void> {
  const { tenant_id, destination_id, verification_id, tries } = request;
  const destination = await deps.destinations.find(tenant_id, destination_id);
  if (destination?.verification.id !== verification_id || destination.deleted_at) return;
  if (tries === 0 && !request.watch) await deps.watch(destination);
  const verified = await probe(deps, destination, signal);
  const { result } = verified;
  const wait = retryWait(deps, request, destination, verified);
  // A temporary problem does not replace an earlier result.
  const isStored = wait === undefined || destination.verification.status === 'pending';
  if (isStored) await storeResult(deps, request, destination, verified, wait !== undefined);
  if (wait !== undefined) {
    await requestVerification(deps.send, { ...request, tries: tries + 1 }, wait);
  }
  const { kind, code } = result;
  logger.info('destination verification ended', { tenant_id, destination_id, result: kind, code });
}

/** Seconds until the verification is tried again; undefined if its result is final. */
export function retryWait(
  { now }: Pick<VerifyDeps, 'now'>,
  request: VerificationRequest,
  { updated_at }: Destination,
  { result, mayBeEarly }: Verified,
): number | undefined {
  if (result.kind === 'retry') return waitAfterTry(request, result.retry_after);
  return mayBeEarly && now().getTime() - Date.parse(updated_at) < RECENT_MS
    ? EARLY_WAITS_SECONDS[request.tries]
    : undefined;
}

async function storeResult(
  deps: VerifyDeps,
  request: VerificationRequest,
  destination: Destination,
  verified: Verified,
  willRetry: boolean,
): Promise<void> {
  const { destinations, outbox } = deps;
  const outcome = toOutcome(deps, request, verified, willRetry);
  const proof = accessProof(destination, verified.access);
  const alert = degradedAlert(destination, outcome);
  // Deliveries by a role that is no longer safe stop even if the alert cannot be queued.
  if (alert && proof === null)
    await destinations.recordVerification(destination, destination.verification, proof);
  // Before the result is stored: if this run is interrupted, the next one emits the same event.
  if (alert) await outbox.add([alert]);
  const isRecorded = await destinations.recordVerification(destination, outcome, proof);
  const isVerified = verified.result.kind === 'delivered';
  // The proof alone is enough to release deliveries: their attempts show what else is wrong.
  if (isRecorded && (isVerified || proof)) await recover(deps, request, destination, isVerified);
}

/**
 * Unblocks before releasing, so that released deliveries find the destination unblocked. Releases even
 * if the destination was not blocked, to complete an interrupted run. A daily check completes none.
 */
async function recover(
  deps: VerifyDeps,
  { watch }: VerificationRequest,
  destination: Destination,
  isVerified: boolean,
): Promise<void> {
  if (watch && destination.blocked === undefined && !isAwaitingProof(destination)) return;
  const wasBlocked = isVerified && (await deps.destinations.unblock(destination));
  await deps.release(destination);
  if (wasBlocked) await emitRecovery(deps, destination, destination.verification.id);
}

/** Verifies a destination with the verifier of its type. */
export async function probe(
  { decrypt, verifiers }: Pick<VerifyDeps, 'decrypt' | 'verifiers'>,
  destination: Destination,
  signal: AbortSignal,
): Promise<Verified> {
  const target = await decryptTarget(decrypt, destination);
  const verifier = verifiers(destination.type);
  signal.throwIfAborted();
  return verifier.verify(target, signal);
}

/** The alert that a destination that was verified would now reject deliveries; undefined if it is not due. */
function degradedAlert(
  destination: Destination,
  { status, code = '', message = '', checked_at }: Outcome,
): OperatorEvent | undefined {
  const previous = destination.verification;
  const isDegraded =
    previous.status === 'verified' && status === 'failed' && destination.blocked === undefined;
  if (!isDegraded || destination.disabled_at !== null) return undefined;
  const since = previous.checked_at ?? '';
  return destinationDegraded(destination, { code, message, checked_at }, since);
}

/** The change of the destination's proof: null withdraws it, undefined leaves it. */
export const accessProof = (
  destination: Destination,
  access: Verified['access'],
): string | null | undefined => {
  if (access === undefined) return undefined;
  return access === 'refused' ? null : typeCalled(destination.type).accessToProve(destination);
};

/**
 * The steps that were made and did not simply pass, without the message that is stored for the
 * verification.
 */
function stepsToStore(steps: Verified['steps'], result: DeliveryResult): Verification['steps'] {
  const storedSteps = steps
    .filter(({ status }) => status !== 'passed' && status !== 'skipped')
    .map(({ message, ...step }) =>
      result.kind !== 'delivered' && message === result.message ? step : { ...step, message },
    );
  return storedSteps.length === 0 ? undefined : storedSteps;
}

/** The verification to store. */
export function toOutcome(
  { now }: Pick<VerifyDeps, 'now'>,
  { verification_id }: VerificationRequest,
  { result, steps }: Verified,
  willRetry: boolean,
): Outcome {
  const outcome = {
    id: verification_id,
    steps: stepsToStore(steps, result),
    checked_at: now().toISOString(),
  };
  const { kind, code } = result;
  if (kind === 'delivered') return { ...outcome, status: 'verified', code };
  return { ...outcome, status: willRetry ? 'pending' : 'failed', code, message: result.message };
}
