import type { DeliveryResult } from '../destination-types/delivery-result.ts';
import type { WriterCache } from '../destination-types/writer-cache.ts';
import { logger } from '../platform/aws/logger.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import type { Decrypt } from './credentials.kms.ts';
import type { Destination, Verification } from './destination.ts';
import type { DestinationStore } from './destination-store.dynamo.ts';
import { emitRecovery, type RecoveryDeps } from './emit-recovery.ts';
import { typeCalled } from './validate-destination.ts';
import { requestVerification, type VerificationRequest, waitAfterTry } from './verification.ts';

/** What verifying needs. */
export interface VerifyDeps extends RecoveryDeps {
  readonly destinations: DestinationStore;
  readonly open: Decrypt;
  readonly writers: WriterCache;
  readonly send: Send;
  /** Has what is parked for a destination released, if anything is. */
  readonly release: (destination: Destination) => Promise<void>;
}

/** Probes a destination and stores what came of it; tries again when that told nothing. */
export async function verifyDestination(
  deps: VerifyDeps,
  request: VerificationRequest,
  signal: AbortSignal,
): Promise<void> {
  const { tenant_id, destination_id, verification_id, tries } = request;
  const destination = await deps.destinations.find(tenant_id, destination_id);
  if (destination?.verification.id !== verification_id || destination.deleted_at) return;
  const verdict = await probe(deps, destination, signal);
  const wait = verdict.kind === 'retry' ? waitAfterTry(request, verdict.retry_after) : undefined;
  const outcome = {
    ...outcomeOf(verdict, wait !== undefined),
    step: typeCalled(destination.type).stepAt(verdict),
    id: verification_id,
    checked_at: deps.now().toISOString(),
  };
  const isRecorded = await deps.destinations.recordVerification(destination, outcome);
  if (isRecorded && verdict.kind === 'delivered') await comeBack(deps, destination);
  if (wait !== undefined) {
    await requestVerification(deps.send, { ...request, tries: tries + 1 }, wait);
  }
  const { status, code } = outcome;
  logger.info('verification', { tenant_id, destination_id, status, code });
}

/** In this order: what is released finds the destination open. Also when an earlier run was cut short. */
async function comeBack(deps: VerifyDeps, destination: Destination) {
  const wasBlocked = await deps.destinations.unblock(destination);
  await deps.release(destination);
  if (wasBlocked) await emitRecovery(deps, destination, destination.verification.id);
}

async function probe(
  { open, writers }: VerifyDeps,
  destination: Destination,
  signal: AbortSignal,
): Promise<DeliveryResult> {
  const { tenant_id, id, type, config, delivery_metadata = {} } = destination;
  const credentials = await open(destination.credentials, { tenant_id, destination_id: id });
  const writer = await writers(type);
  signal.throwIfAborted();
  return writer.verify({ config, credentials, delivery_metadata }, signal);
}

function outcomeOf(
  verdict: DeliveryResult,
  again: boolean,
): Pick<Verification, 'status' | 'code' | 'message'> {
  if (verdict.kind === 'delivered') return { status: 'verified', code: verdict.code };
  const { code, message } = verdict;
  return { status: again ? 'pending' : 'failed', code, message };
}
