import * as z from 'zod';
import { pageBody } from '../platform/http/pagination.ts';
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
        '`retry`: waits for the time of its retry. `blocked`: the destination rejects every delivery. `disabled`: the tenant has disabled the destination.',
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
export const ParkedPage = pageBody(ParkedBody).meta({ id: 'ParkedPage' });

/** The number of parked deliveries in API responses. */
export const ParkedCount = z
  .object({
    count: z.int(),
    reasons: z.object({ retry: z.int(), blocked: z.int(), disabled: z.int() }),
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
