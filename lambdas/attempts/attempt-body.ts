import { z } from 'zod';
import { pageBody } from '../platform/http/page-body.ts';
import { Attempt } from './attempt.ts';

const { shape } = Attempt;

const Plain = z.object({
  id: z.string(),
  tenant_id: z.string(),
  event_id: z.string(),
  destination_id: z.string(),
  destination_type: z.string().meta({ description: 'Empty when the destination was gone.' }),
  status: shape.status,
  time: z.iso.datetime(),
  code: z.string().meta({
    description:
      '`OK`; or the store’s own error code, such as `AccessDenied`; or `timeout`, `connection`; or, without asking the store, `key_template` (the key template gives no key for this event; the message names the part that is at fault; retried, unless the template takes too many steps), `filter` (it takes too many steps to tell whether the destination wants the event), `destination_deleted`, `destination_disabled`, `event_expired`, `data_unavailable` (the event’s data is in a bucket that is not connected to this stage; the message names it), and of a delivery that was parked `expired` and `cancelled`.',
    example: 'OK',
  }),
  attempt_number: shape.attempt_number,
  manual: z.boolean().meta({ description: 'Whether it was asked for by hand.' }),
  latency_ms: z.int().min(0).nullable().meta({
    description:
      'Milliseconds that the store took, from the beginning of the request to the end of its answer, or until there was none. Null when no store was asked.',
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
      .meta({ description: 'What the store answered; with `include=response_data`.' }),
    event: event
      .optional()
      .meta({ description: 'With `include=event`, and its data with `include=event.data`.' }),
    destination: destination.optional().meta({
      description: 'With `include=destination`, unless the destination is deleted.',
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
