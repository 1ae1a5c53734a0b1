import { z } from 'zod';
import { readMessage } from '../platform/sqs/queue-message.ts';
import type { Erasure } from './erasure.ts';

/** The message in the erasures queue: a step of an erasure that is to be taken. */
const StepMessage = z.object({
  erasure_id: z.string(),
  tenant_id: z.string(),
  /** How many have been taken before. */
  step: z.int('must be a whole number').min(0, 'must be 0 or more'),
});
export type StepMessage = z.output<typeof StepMessage>;

/** Asks for the next step of an erasure. Erasures share their queue fairly. */
export const stepMessage = ({ id, tenant_id, step }: Erasure, delaySeconds: number) => {
  const message: StepMessage = { erasure_id: id, tenant_id, step };
  return { body: JSON.stringify(message), group: id, delaySeconds };
};

/** @throws UnreadableMessage naming every field that is wrong */
export const readStepMessage = (body: string): StepMessage => readMessage(StepMessage, body);
