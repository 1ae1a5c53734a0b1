import { z } from 'zod';
import type { Filter } from '../filters/filter.ts';
import { parseExactly } from '../platform/json/exact-json.ts';
import {
  faultOfNewId,
  IDENTIFIER_RULE,
  Identifier,
  RESERVED_NAMES,
} from '../platform/json/identifier.ts';
import { isJsonObject } from '../platform/json/json.ts';

/** A destination's id: the platform's own, or one of ours (`des_` and a ULID). */
export const DestinationId = Identifier.meta({
  description: `The id of a destination: the platform’s own, or \`des_\` and a ULID. ${IDENTIFIER_RULE}`,
  example: 'des_01KAN3R5D8WJ4Y0C6Q1V7T2MZX',
});

/** The id of a destination that is to be created. One of an older version may have a reserved name. */
export const NewDestinationId = DestinationId.superRefine((id, context) => {
  const fault = faultOfNewId(id);
  if (fault) context.addIssue(fault);
}).meta({ not: { enum: [...RESERVED_NAMES] } });

const strings = z.record(z.string(), z.string());

/** One field of a destination's credentials: sealed by KMS, and what people may see of it. */
const Credential = z.object({ sealed: z.string(), shown: z.string() });
export type Credential = z.output<typeof Credential>;

/**
 * A filter is stored as JSON text. As a map it would lose its meaning, or could not be stored at
 * all: DynamoDB's client refuses integers beyond 2^53, and DynamoDB empty names.
 */
const StoredFilter = z
  .codec(z.string(), z.unknown(), {
    decode: parseExactly,
    encode: (filter) => JSON.stringify(filter),
  })
  .pipe(z.custom<Filter>(isJsonObject));

/** What the last check that a destination can be written to came to. */
const Verification = z.object({
  /** Which check this is: the result of an older one is not taken. */
  id: z.string(),
  status: z.enum(['pending', 'verified', 'failed']),
  code: z.string().optional(),
  message: z.string().optional(),
  /** The step at which it stopped; none when it passed them all. */
  step: z.string().optional(),
  checked_at: z.string().optional(),
});
export type Verification = z.output<typeof Verification>;

/** Why deliveries at a destination are parked, and not tried: it refuses them all. */
const Block = z.object({
  /** Since when, RFC 3339 in UTC. */
  at: z.string(),
  code: z.string(),
  message: z.string(),
});
export type Block = z.output<typeof Block>;

/** One tenant's standing order, as stored. */
export const Destination = z.object({
  id: z.string(),
  tenant_id: z.string(),
  /** Which of the destinations this is that its id has had: the tenant's reservation of it. */
  incarnation: z.string().optional(),
  type: z.string(),
  topics: z.array(z.string()),
  /** Which events of its topics it wants; all without one. */
  filter: StoredFilter.optional(),
  config: strings,
  credentials: z.record(z.string(), Credential),
  delivery_metadata: strings.optional(),
  metadata: strings.optional(),
  created_at: z.string(),
  updated_at: z.string(),
  /** Null when it is enabled. */
  disabled_at: z.string().nullable(),
  /** Seconds before each retry of a failed delivery; the stage's own without one. */
  retry_schedule: z.array(z.number()).optional(),
  verification: Verification,
  /** There while deliveries are parked because the destination refuses them. */
  blocked: Block.optional(),
  /** The block that ended last: whoever was cut short before telling of it knows it by its time. */
  last_block: Block.optional(),
  /** Attempts that have failed since the last one that succeeded; none is zero. */
  failures: z.number().optional(),
  /** Those among them by which the destination refused every event. */
  rejections: z.number().optional(),
  /** When the first of them was made, RFC 3339 in UTC; kept while operators are to be told of its end. */
  failing_since: z.string().optional(),
  /**
   * Percent of failures that operators were told of last. There until they are told that it works
   * again; 0 when these failures have ended, by a success, a change or the end of a block.
   */
  alerted: z.number().optional(),
  /** Until when a run has claimed to tell operators of it, and which: `<instant>#<id>`; may be past. */
  alerting_until: z.string().optional(),
  /** When it was first to be told that it works again, RFC 3339 in UTC; there until that is told. */
  recovered_at: z.string().optional(),
  /** Until when operators are not told of exhausted retries again; may be past. */
  exhausted_until: z.string().optional(),
  /** Until when its deliveries take the slow lane, RFC 3339 in UTC; may be past. */
  slow_until: z.string().optional(),
  /** Grows by one with every change: a change of an older version is not stored. */
  version: z.number(),
  /** Grows by one with every change that callers make; a verification is none. */
  revision: z.number(),
  deleted_at: z.string().optional(),
});
export type Destination = z.output<typeof Destination>;

/** A destination as far as it is told apart from others, and from others of its id. */
export type DestinationRef = Pick<Destination, 'tenant_id' | 'id' | 'incarnation'>;
