import { z } from 'zod';
import { readMessage } from '../platform/sqs/queue-message.ts';
import type { Erasure } from './erasure.ts';

/** The message in the erasures queue: a request to run one step of an erasure. */
const StepMessage = z.object({
  erasure_id: z.string(),
  tenant_id: z.string(),
  /** Number of completed steps. */
  step: z.int('must be a whole number').min(0, 'must be 0 or more'),
});
export type StepMessage = z.output<typeof StepMessage>;

/** Builds the message that requests the next step of an erasure. The erasure id is the message group, for fair queueing. */
export const stepMessage = ({ id, tenant_id, step }: Erasure, delaySeconds: number) => {
  const message: StepMessage = { erasure_id: id, tenant_id, step };
  return { body: JSON.stringify(message), group: id, delaySeconds };
};

/** @throws InvalidMessageError that names every invalid field */
export const readStepMessage = (body: string): StepMessage => readMessage(StepMessage, body);
