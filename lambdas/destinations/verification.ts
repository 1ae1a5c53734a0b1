import { z } from 'zod';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { readMessage } from '../platform/sqs/queue-message.ts';
import type { Destination, Verification } from './destination.ts';

/** The message in the verification queue. */
export const VerificationRequest = z.object({
  tenant_id: z.string(),
  destination_id: z.string(),
  verification_id: z.string(),
  /** How often it has been tried before. */
  tries: z.number().int().min(0),
});
export type VerificationRequest = z.output<typeof VerificationRequest>;

/** @throws UnreadableMessage naming every field that is wrong */
export const readVerificationRequest = (body: string): VerificationRequest =>
  readMessage(VerificationRequest, body);

/** Seconds to wait after each try that told nothing, because the store was in trouble. */
const WAITS_SECONDS = [30, 120, 600];

/** SQS delays a message by no more. */
const LONGEST_WAIT_SECONDS = 900;

/**
 * Seconds until a verification is tried again that has told nothing; undefined when it is not.
 *
 * @param least seconds that the store wants to be left alone
 */
export const waitAfterTry = ({ tries }: VerificationRequest, least = 0): number | undefined => {
  const wait = WAITS_SECONDS[tries];
  return wait === undefined ? undefined : Math.max(wait, Math.min(least, LONGEST_WAIT_SECONDS));
};

/** A verification that has been asked for and not been made. */
export const pendingVerification = (id: string): Verification => ({ id, status: 'pending' });

/** Puts a verification into its queue. */
export const requestVerification = (
  send: Send,
  request: VerificationRequest,
  delaySeconds = 0,
): Promise<void> =>
  send([{ body: JSON.stringify(request), group: request.tenant_id, delaySeconds }]);

/** The request to verify `destination` as it is now. */
export const verificationOf = ({
  tenant_id,
  id,
  verification,
}: Destination): VerificationRequest => ({
  tenant_id,
  destination_id: id,
  verification_id: verification.id,
  tries: 0,
});

/** A probe of a blocked destination: whoever asks for it sees to the next one. */
export const probeOf = (destination: Destination): VerificationRequest => ({
  ...verificationOf(destination),
  tries: WAITS_SECONDS.length,
});
