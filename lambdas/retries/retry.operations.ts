import { z } from 'zod';
import { DATA_UNAVAILABLE } from '../events/events.operations.ts';
import { errorDoc } from '../platform/http/error-body.ts';
import type { Operation } from '../platform/http/operation.ts';
import { SuccessBody } from '../platform/http/success-body.ts';

/** At most 128 characters. DynamoDB rejects partition keys over 2,048 bytes (Developer Guide, Constraints). */
const Id = z
  .string()
  .min(1, 'is required')
  .max(128, 'must have at most 128 characters')
  .refine((text) => text.isWellFormed(), 'must be well-formed Unicode');

/** The request body of a retry. */
export const RetryInput = z
  .object({
    event_id: Id.meta({ example: 'evt_01KAN3R5D8WJ4Y0C6Q1V7T2MZX' }),
    destination_id: Id.meta({ example: 'des_01KAN3R5D8WJ4Y0C6Q1V7T2MZX' }),
  })
  .meta({ id: 'RetryInput' });

/** Retries a delivery. */
export const retryDelivery: Operation = {
  method: 'POST',
  path: '/api/v1/retry',
  doc: {
    operationId: 'retryDelivery',
    tag: 'Retries',
    summary: 'Retry a delivery',
    description:
      'Makes one more attempt without delay, regardless of earlier results. If it fails, the remaining automatic retries follow.',
    body: RetryInput,
    answers: {
      202: { description: 'The attempt is queued.', schema: SuccessBody },
      400: errorDoc(
        'The body is not JSON, the destination is disabled (`data.error` is `destination_disabled`), it does not match the event, or its filter exceeds its step limit.',
      ),
      404: errorDoc('The event or destination does not exist, or the event has expired.'),
      409: DATA_UNAVAILABLE,
    },
  },
};
