import * as z from 'zod';
import { TopicCounts } from './batch-topics.ts';

/** The batch that an attempt delivers. */
export const AttemptedBatch = z.object({
  /** Identifies the batch, with which it can be delivered again. */
  log: z.string(),
  first: z.int(),
  last: z.int(),
  partition: z.string(),
  /** Why it was closed. */
  cut: z.enum(['count', 'bytes', 'age']),
  /** The events in the object. */
  events: z.int(),
  /** The size of their data as JSON. */
  bytes: z.int(),
  /** The times of the first and of the last event. Absent without events. */
  first_time: z.string().optional(),
  last_time: z.string().optional(),
  /** The object. Absent when none was written. */
  key: z.string().optional(),
  object_bytes: z.int().optional(),
});
export type AttemptedBatch = z.output<typeof AttemptedBatch>;

/** One attempt at a delivery, with its outcome, as stored. */
export const Attempt = z.object({
  id: z.string(),
  tenant_id: z.string(),
  /** The incarnation of the tenant that owns the event. */
  tenant_incarnation: z.string().optional(),
  /** The id of the event, or of the batch. */
  event_id: z.string(),
  /** Absent when the delivery is that of an event. */
  batch: AttemptedBatch.optional(),
  /** The topics of the batch. Absent when the delivery is that of an event. */
  topics: TopicCounts.optional(),
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
