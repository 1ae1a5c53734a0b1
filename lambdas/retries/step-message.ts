import { z } from 'zod';
import { readMessage } from '../platform/sqs/queue-message.ts';
import type { RetryJob } from './retry-job.ts';

/** The message in the retries queue: a step of a job that is to be taken. */
const StepMessage = z.object({
  retry_id: z.string(),
  /** How many have been taken before. */
  step: z.int('must be a whole number').min(0, 'must be 0 or more'),
});
export type StepMessage = z.output<typeof StepMessage>;

/** Asks for the next step of a job. Jobs share their queue fairly. */
export const stepMessage = ({ id, step }: RetryJob, delaySeconds: number) => {
  const message: StepMessage = { retry_id: id, step };
  return { body: JSON.stringify(message), group: id, delaySeconds };
};

/** @throws UnreadableMessage naming every field that is wrong */
export const readStepMessage = (body: string): StepMessage => readMessage(StepMessage, body);
