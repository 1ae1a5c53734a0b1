import type { DeliveryResult, Verified } from '../destination-types/destination-type.ts';
import type { WriterCache } from '../destination-types/writers.ts';
import { logger } from '../platform/aws/logger.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import type { Decrypt } from './credentials.kms.ts';
import type { Destination, Verification } from './destination.ts';
import type { DestinationStore } from './destination-store.dynamo.ts';
import { emitRecovery, type RecoveryDeps } from './emit-operator-events.ts';
import { typeCalled } from './validate-destination.ts';
import { requestVerification, type VerificationRequest, waitAfterTry } from './verification.ts';

/** Dependencies of verifying. */
export interface VerifyDeps extends RecoveryDeps {
  readonly destinations: DestinationStore;
  readonly decrypt: Decrypt;
  readonly writers: WriterCache;
  readonly send: Send;
  /** Schedules the release of the deliveries that are parked for a destination. */
  readonly release: (destination: Destination) => Promise<void>;
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
  const { result, steps, access } = await probe(deps, destination, signal);
  const wait = result.kind === 'retry' ? waitAfterTry(request, result.retry_after) : undefined;
  const outcome = {
    ...outcomeOf(result, wait !== undefined),
    steps: stepsToStore(steps, result),
    id: verification_id,
    checked_at: deps.now().toISOString(),
  };
  const proof = proofOf(destination, access);
  const isRecorded = await deps.destinations.recordVerification(destination, outcome, proof);
  if (isRecorded && result.kind === 'delivered') await recover(deps, destination);
  // Deliveries were parked for the proof. Whether they succeed is another question.
  else if (isRecorded && proof && proof !== destination.access_proof) {
    await deps.release(destination);
  }
  if (wait !== undefined) {
    await requestVerification(deps.send, { ...request, tries: tries + 1 }, wait);
  }
  const { status, code } = outcome;
  logger.info('verification', { tenant_id, destination_id, status, code });
}

/**
 * Unblocks before releasing, so that released deliveries find the destination unblocked. Releases even
 * if the destination was not blocked, to complete an interrupted run.
 */
async function recover(deps: VerifyDeps, destination: Destination) {
  const wasBlocked = await deps.destinations.unblock(destination);
  await deps.release(destination);
  if (wasBlocked) await emitRecovery(deps, destination, destination.verification.id);
}

async function probe(
  { decrypt, writers }: VerifyDeps,
  destination: Destination,
  signal: AbortSignal,
): Promise<Verified> {
  const { tenant_id, id, type, config, delivery_metadata = {}, external_id } = destination;
  const credentials = await decrypt(destination.credentials, { tenant_id, destination_id: id });
  const writer = await writers(type);
  signal.throwIfAborted();
  const target = { id, config, credentials, delivery_metadata, external_id };
  return writer.verify(target, signal);
}

/** The change of the destination's proof: null withdraws it, undefined leaves it. */
const proofOf = (
  destination: Destination,
  access: Verified['access'],
): string | null | undefined => {
  if (access === undefined) return undefined;
  return access === 'refused' ? null : typeCalled(destination.type).accessToProve(destination);
};

/** The steps that did not simply pass, without the message that is stored for the verification. */
function stepsToStore(steps: Verified['steps'], result: DeliveryResult): Verification['steps'] {
  const stored = steps
    .filter(({ status }) => status !== 'passed')
    .map(({ message, ...step }) =>
      result.kind !== 'delivered' && message === result.message ? step : { ...step, message },
    );
  return stored.length === 0 ? undefined : stored;
}

function outcomeOf(
  result: DeliveryResult,
  willRetry: boolean,
): Pick<Verification, 'status' | 'code' | 'message'> {
  if (result.kind === 'delivered') return { status: 'verified', code: result.code };
  const { code, message } = result;
  return { status: willRetry ? 'pending' : 'failed', code, message };
}
