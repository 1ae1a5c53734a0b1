import { z } from 'zod';
import { readMessage } from '../platform/sqs/queue-message.ts';
import type { RetryJob } from './retry-job.ts';

/** The message in the retries queue: a request to run one step of a job. */
const StepMessage = z.object({
  retry_id: z.string(),
  /** Number of completed steps. */
  step: z.int('must be a whole number').min(0, 'must be 0 or more'),
});
export type StepMessage = z.output<typeof StepMessage>;

/** Builds the message that requests the next step of a job. The job id is the message group, for fair queueing. */
export const stepMessage = ({ id, step }: RetryJob, delaySeconds: number) => {
  const message: StepMessage = { retry_id: id, step };
  return { body: JSON.stringify(message), group: id, delaySeconds };
};

/** @throws InvalidMessageError that names every invalid field */
export const readStepMessage = (body: string): StepMessage => readMessage(StepMessage, body);
