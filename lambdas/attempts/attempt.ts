import * as z from 'zod';

/** One attempt at a delivery, with its outcome, as stored. */
export const Attempt = z.object({
  id: z.string(),
  tenant_id: z.string(),
  /** The incarnation of the tenant that owns the event. */
  tenant_incarnation: z.string().optional(),
  event_id: z.string(),
  destination_id: z.string(),
  /** The incarnation of the destination. */
  incarnation: z.string().optional(),
  /** Empty when the destination no longer existed. */
  destination_type: z.string(),
  topic: z.string(),
  status: z.enum(['success', 'failed']),
  /** The time of the attempt, RFC 3339 in UTC. */
  time: z.string(),
  code: z.string(),
  /** From 1. */
  attempt_number: z.number().int().min(1),
  manual: z.boolean(),
  /** Milliseconds from the request to the end of the store's response, if a request was sent. */
  latency_ms: z.int().min(0).optional(),
  /** Whether a retry may succeed. */
  retryable: z.boolean(),
  response_data: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Attempt = z.output<typeof Attempt>;
