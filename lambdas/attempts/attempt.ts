import { z } from 'zod';

/** One try at a delivery, with its outcome, as stored. */
export const Attempt = z.object({
  id: z.string(),
  tenant_id: z.string(),
  /** Which of the tenants its event is of that its tenant's id has had. */
  tenant_incarnation: z.string().optional(),
  event_id: z.string(),
  destination_id: z.string(),
  /** Which of the destinations it was for that its destination's id has had. */
  incarnation: z.string().optional(),
  /** Empty when the destination was gone. */
  destination_type: z.string(),
  topic: z.string(),
  status: z.enum(['success', 'failed']),
  /** When it was made, RFC 3339 in UTC. */
  time: z.string(),
  code: z.string(),
  /** From 1. */
  attempt_number: z.number().int().min(1),
  manual: z.boolean(),
  /** Milliseconds from the request to the end of the store's answer, if a store was asked. */
  latency_ms: z.int().min(0).optional(),
  /** Whether trying again may help. */
  retryable: z.boolean(),
  response_data: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type Attempt = z.output<typeof Attempt>;
