import { z } from 'zod';
import { TIME_OPERATORS } from '../platform/dynamodb/timeline.ts';

/** What the partition keys of erasures begin with. */
export const ERASURES = 'ERASURE#';

/** Where an erasure stands. */
export const ErasureStatus = z.enum(['queued', 'running', 'completed', 'failed']);

/** The bounds that a request gives for the events' time, by their operators. */
export const TimeBounds = z.partialRecord(z.enum(TIME_OPERATORS), z.iso.datetime());
export type TimeBounds = z.output<typeof TimeBounds>;

/**
 * What an erasure walks through, one after the other: the tenant's events with their attempts, the
 * deliveries of them that are parked, attempts that have outlived their event, and rollups.
 */
const Phase = z.enum(['events', 'parked', 'attempts', 'rollups']);
export type Phase = z.output<typeof Phase>;

/** The deletion of a tenant's events and attempts from the log, as stored. */
export const Erasure = z.object({
  id: z.string(),
  tenant_id: z.string(),
  status: ErasureStatus,
  time: TimeBounds,
  /** The events asked for: positions strictly between these. */
  after: z.string(),
  before: z.string(),
  /** What is being walked through, and the position it has come to. */
  walk: Phase,
  reached: z.string(),
  /** Steps taken. */
  step: z.int().min(0),
  /** Which run has taken the last one. */
  run: z.string(),
  deleted_events: z.int().min(0),
  deleted_attempts: z.int().min(0),
  /** What is accepted later is not touched. */
  created_at: z.string(),
  updated_at: z.string(),
  /** When it came to its end, however; null until then. */
  completed_at: z.string().nullable(),
});
export type Erasure = z.output<typeof Erasure>;
