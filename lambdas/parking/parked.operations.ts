import * as z from 'zod';
import { DestinationParams } from '../destinations/destination-schema.ts';
import { errorDoc, type Operation, SuccessBody } from '../platform/http/operation.ts';
import { BY_TIME, pageBody, pageParameters, pageResponses } from '../platform/http/pagination.ts';
import { listParameter, ownerParameter, ShortText } from '../platform/http/query.ts';
import { timeParameters } from '../platform/http/time-parameters.ts';
import { type ParkedDelivery, ParkedReason } from './parked-delivery.ts';

/** A parked delivery in API responses. */
export const ParkedBody = z
  .object({
    tenant_id: z.string(),
    destination_id: z.string(),
    event_id: z.string(),
    event_time: z.string(),
    topic: z.string(),
    reason: ParkedReason.meta({
      description:
        '`retry`: waits for the time of its retry. `blocked`: the destination rejects every delivery. `disabled`: the tenant has disabled the destination. `verification_pending`: no verification has proven yet that the role of the destination demands the external id.',
    }),
    attempt_number: z.int().meta({ description: 'The number of the attempt that will be made.' }),
    manual: z.boolean(),
    parked_at: z.iso.datetime(),
    due_at: z.iso.datetime().meta({
      description:
        'With the reason `retry`, the time of the retry. Otherwise, the time at which the delivery expires, which is recorded as a failed attempt.',
    }),
  })
  .meta({ id: 'ParkedDelivery' });
export type ParkedBody = z.output<typeof ParkedBody>;

/** A page of parked deliveries in API responses. */
const ParkedPage = pageBody(ParkedBody).meta({ id: 'ParkedPage' });

/** The number of parked deliveries in API responses. */
export const ParkedCount = z
  .object({
    count: z.int(),
    reasons: z.object({
      retry: z.int(),
      blocked: z.int(),
      disabled: z.int(),
      verification_pending: z.int(),
    }),
    truncated: z
      .boolean()
      .meta({ description: 'Whether there are more deliveries than were counted.' }),
  })
  .meta({ id: 'ParkedCount' });
export type ParkedCount = z.output<typeof ParkedCount>;

/** Converts a parked delivery to its API representation. */
export const parkedBody = (parked: ParkedDelivery): ParkedBody => ({
  tenant_id: parked.tenant_id,
  destination_id: parked.destination_id,
  event_id: parked.event_id,
  event_time: parked.event_time,
  topic: parked.topic,
  reason: parked.reason,
  attempt_number: parked.attempt_number,
  manual: parked.manual,
  parked_at: parked.parked_at,
  due_at: parked.due_at,
});

const tag = 'Parked deliveries';

const scope = {
  tenant_id: ownerParameter('Filter by tenant ID.'),
  destination_id: listParameter(ShortText, 'Filter by destination ID.'),
};

const filters = {
  event_id: listParameter(ShortText, 'Filter by event ID.'),
  topic: listParameter(ShortText, 'Filter by topic.'),
  reason: listParameter(ParkedReason, 'Filter by reason.'),
  ...timeParameters,
};

export const listParked: Operation = {
  method: 'GET',
  path: '/api/v1/parked',
  access: 'read',
  doc: {
    operationId: 'listParked',
    tag,
    summary: 'List parked deliveries',
    description:
      'Ordered by the time of the event, to which `time[…]` also applies. With a tenant token, only deliveries of that tenant.',
    query: z.object({ ...scope, ...filters, ...pageParameters(BY_TIME) }),
    responses: {
      200: { description: 'A page of parked deliveries.', schema: ParkedPage },
      ...pageResponses,
    },
  },
};

export const countParked: Operation = {
  method: 'GET',
  path: '/api/v1/parked/count',
  access: 'read',
  doc: {
    operationId: 'countParked',
    tag,
    summary: 'Count parked deliveries',
    description: 'Counts by reason. At most 20,000 deliveries are counted.',
    query: z.object({ ...scope, ...filters }),
    responses: {
      200: { description: 'The counts.', schema: ParkedCount },
    },
  },
};

export const cancelParked: Operation = {
  method: 'DELETE',
  path: '/api/v1/tenants/{tenant_id}/destinations/{destination_id}/parked/{event_id+}',
  access: 'manage',
  doc: {
    operationId: 'cancelParked',
    tag,
    summary: 'Cancel a parked delivery',
    description:
      'Cancels the delivery, and records this as a failed attempt with the code `cancelled`. To deliver now instead, use `POST /retry`.',
    params: DestinationParams.extend({
      event_id: z
        .string()
        .meta({ description: 'The id of the event or of the batch.', example: 'evt_1' }),
    }),
    responses: {
      200: { description: 'Cancelled.', schema: SuccessBody },
      404: errorDoc('The delivery is not parked. It may have just been released.'),
    },
  },
};
