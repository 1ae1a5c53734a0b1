import * as z from 'zod';
import { pageBody } from '../platform/http/pagination.ts';
import { Attempt } from './attempt.ts';

const { shape } = Attempt;

const Plain = z.object({
  id: z.string(),
  tenant_id: z.string(),
  event_id: z.string(),
  destination_id: z.string(),
  destination_type: z.string().meta({ description: 'Empty if the destination no longer existed.' }),
  status: shape.status,
  time: z.iso.datetime(),
  code: z.string().meta({
    description:
      '`OK`, the store’s own error code such as `AccessDenied`, `timeout` or `connection`. Without a request to the store: `key_template` (the key template does not evaluate to a key for this event; the message names the part that causes it; retried unless the template exceeds its step limit), `filter` (the filter exceeds its step limit), `destination_deleted`, `destination_disabled`, `event_expired`, or `data_unavailable` (the event’s data is in a bucket that is not connected to this stage; the message names the bucket). Parked deliveries can also end with `expired` and `cancelled`.',
    example: 'OK',
  }),
  attempt_number: shape.attempt_number,
  manual: z.boolean().meta({ description: 'Whether the attempt was a manual retry.' }),
  latency_ms: z.int().min(0).nullable().meta({
    description:
      'Latency of the store in milliseconds, from the start of the request to the end of the response, or until the request failed. Null if no request was sent.',
    example: 42,
  }),
});

/** The schemas of other modules' bodies that an attempt may include. */
export interface Includable {
  readonly event: z.ZodType;
  readonly destination: z.ZodType;
}

/** Builds the schema of an attempt in an API response. */
export const attemptBodyWith = ({ event, destination }: Includable) =>
  Plain.extend({
    response_data: shape.response_data
      .optional()
      .meta({ description: 'Response of the store. Present with `include=response_data`.' }),
    event: event.optional().meta({
      description: 'Present with `include=event`. `include=event.data` also includes its data.',
    }),
    destination: destination.optional().meta({
      description: 'Present with `include=destination`, unless the destination was deleted.',
    }),
  }).meta({ id: 'Attempt' });

/** Builds the schema of a page of attempts. */
export const attemptPageWith = (body: z.ZodType) => pageBody(body).meta({ id: 'AttemptPage' });

/** Builds the API response body of an attempt, without the includable parts. */
export const attemptBody = (attempt: Attempt): z.output<typeof Plain> => ({
  id: attempt.id,
  tenant_id: attempt.tenant_id,
  event_id: attempt.event_id,
  destination_id: attempt.destination_id,
  destination_type: attempt.destination_type,
  status: attempt.status,
  time: attempt.time,
  code: attempt.code,
  attempt_number: attempt.attempt_number,
  manual: attempt.manual,
  latency_ms: attempt.latency_ms ?? null,
});
