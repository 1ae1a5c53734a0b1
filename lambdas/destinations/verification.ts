import * as z from 'zod';
import { LONGEST_DELAY_SECONDS, type Send } from '../platform/sqs/queue.sqs.ts';
import { readMessage } from '../platform/sqs/queue-message.ts';
import type { Destination, Verification } from './destination.ts';

/** The message in the verification queue. */
export const VerificationRequest = z.object({
  tenant_id: z.string(),
  destination_id: z.string(),
  verification_id: z.string(),
  /** The number of earlier tries. */
  tries: z.number().int().min(0),
  /** Whether this is the daily check of a destination that may be fine. */
  watch: z.boolean().optional(),
  /** Where the destination is stored if it is only tested. */
  candidate: z.object({ id: z.string(), slot: z.int().min(0) }).optional(),
});
export type VerificationRequest = z.output<typeof VerificationRequest>;

/** The request to verify a destination that is only tested. */
export type CandidateRequest = VerificationRequest & {
  readonly candidate: NonNullable<VerificationRequest['candidate']>;
};

/** @throws InvalidMessageError naming every invalid field */
export const readVerificationRequest = (body: string): VerificationRequest =>
  readMessage(VerificationRequest, body);

/** Seconds to wait after each inconclusive try, when the endpoint failed or throttled. */
const WAITS_SECONDS = [30, 120, 600];

/**
 * Seconds until an inconclusive verification is tried again; undefined after the last try.
 *
 * @param min minimum seconds that the endpoint asked for (`Retry-After`)
 */
export const waitAfterTry = ({ tries }: VerificationRequest, min = 0): number | undefined => {
  const wait = WAITS_SECONDS[tries];
  return wait === undefined ? undefined : Math.max(wait, Math.min(min, LONGEST_DELAY_SECONDS));
};

/** A verification that is requested and has no result yet. */
export const pendingVerification = (id: string): Verification => ({ id, status: 'pending' });

/** Whether a verification has a result. Pending with a code: a try failed with it, and another follows. */
export const hasResult = ({ status, code }: Pick<Verification, 'status' | 'code'>): boolean =>
  status !== 'pending' || code !== undefined;

/** The message of a request, `delaySeconds` from now. */
export const verificationMessage = (request: VerificationRequest, delaySeconds = 0) => ({
  body: JSON.stringify(request),
  group: request.tenant_id,
  delaySeconds,
});

/** Sends a request to the verification queue. */
export const requestVerification = (
  send: Send,
  request: VerificationRequest,
  delaySeconds = 0,
): Promise<void> => send([verificationMessage(request, delaySeconds)]);

/** The first request of the destination's current verification. */
export const toVerificationRequest = ({
  tenant_id,
  id,
  verification,
}: Destination): VerificationRequest => ({
  tenant_id,
  destination_id: id,
  verification_id: verification.id,
  tries: 0,
});

/** A probe of a blocked destination. It is not tried again, because the caller schedules the next. */
export const toProbeRequest = (destination: Destination): VerificationRequest => ({
  ...toVerificationRequest(destination),
  tries: WAITS_SECONDS.length,
});

/** Dependencies of waiting for the verifier. */
export interface VerificationWait {
  readonly now: () => Date;
  readonly sleep: (ms: number) => Promise<void>;
  /** Seconds to wait for the verifier, at most. */
  readonly waitSeconds: number;
}

/** Milliseconds between two reads of what the verifier writes. */
const POLL_INTERVAL_MS = 200;

/** Reads until `isDone` or the wait has timed out. Returns what it read last. */
export async function pollVerification<Read>(
  { now, sleep, waitSeconds }: VerificationWait,
  read: () => Promise<Read>,
  isDone: (current: Read) => boolean,
): Promise<Read> {
  const deadline = now().getTime() + waitSeconds * 1_000;
  for (;;) {
    const current = await read();
    if (isDone(current) || now().getTime() >= deadline) return current;
    await sleep(POLL_INTERVAL_MS);
  }
}
