import * as z from 'zod';
import type { Filter } from '../filters/filter.ts';
import { parseExactly } from '../platform/json/exact-json.ts';
import {
  IDENTIFIER_RULE,
  Identifier,
  newIdError,
  RESERVED_NAMES,
} from '../platform/json/identifier.ts';
import { isJsonObject } from '../platform/json/json.ts';

/** A destination's id: chosen by the platform, or generated (`des_` and a ULID). */
export const DestinationId = Identifier.meta({
  description: `The id of a destination: chosen by the platform, or \`des_\` and a ULID. ${IDENTIFIER_RULE}`,
  example: 'des_01KAN3R5D8WJ4Y0C6Q1V7T2MZX',
});

/** The id of a new destination. Older versions allowed reserved names, so stored ids may be reserved. */
export const NewDestinationId = DestinationId.superRefine((id, context) => {
  const problem = newIdError(id);
  if (problem) context.addIssue(problem);
}).meta({ not: { enum: [...RESERVED_NAMES] } });

const strings = z.record(z.string(), z.string());

/** One field of a destination's credentials: the KMS ciphertext and the masked value. */
const Credential = z.object({ ciphertext: z.string(), shown: z.string() });
export type Credential = z.output<typeof Credential>;

/**
 * A filter is stored as JSON text. A map could change its meaning or fail to be stored: DynamoDB's
 * client rejects integers beyond 2^53, and DynamoDB rejects empty attribute names.
 */
const StoredFilter = z
  .codec(z.string(), z.unknown(), {
    decode: parseExactly,
    encode: (filter) => JSON.stringify(filter),
  })
  .pipe(z.custom<Filter>(isJsonObject));

/** The result of a step of a verification that did not simply pass. */
const VerificationStep = z.object({
  name: z.string(),
  status: z.enum(['passed', 'failed', 'warning', 'skipped', 'unknown']),
  code: z.string().optional(),
  message: z.string().optional(),
});

/** The result of the last check of whether the destination can be written to. */
const Verification = z.object({
  /** Identifies the check. The result of an older check is not recorded. */
  id: z.string(),
  status: z.enum(['pending', 'verified', 'failed']),
  code: z.string().optional(),
  message: z.string().optional(),
  /**
   * The steps that did not simply pass. A message that equals the one above is not stored twice: every
   * publish reads this item.
   */
  steps: z.array(VerificationStep).optional(),
  checked_at: z.string().optional(),
});
export type Verification = z.output<typeof Verification>;

/** Why deliveries to a destination are parked instead of attempted: it rejects them all. */
const Block = z.object({
  /** When the block began, RFC 3339 in UTC. */
  at: z.string(),
  code: z.string(),
  message: z.string(),
});
export type Block = z.output<typeof Block>;

/** A tenant's destination, as stored. */
export const Destination = z.object({
  id: z.string(),
  tenant_id: z.string(),
  /** The tenant's reservation token. Distinguishes this destination from earlier ones with the same id. */
  incarnation: z.string().optional(),
  type: z.string(),
  topics: z.array(z.string()),
  /** Selects events of its topics; without a filter, all match. */
  filter: StoredFilter.optional(),
  config: strings,
  credentials: z.record(z.string(), Credential),
  delivery_metadata: strings.optional(),
  metadata: strings.optional(),
  created_at: z.string(),
  updated_at: z.string(),
  /** Null when it is enabled. */
  disabled_at: z.string().nullable(),
  /** Seconds before each retry of a failed delivery; the stage's schedule if absent. */
  retry_schedule: z.array(z.number()).optional(),
  verification: Verification,
  /** The external id of the tenant, for access that needs one. */
  external_id: z.string().optional(),
  /**
   * The access that a verification has proven to be safe, such as a role that demands the external id.
   * Without it, deliveries to a destination whose access needs a proof are parked.
   */
  access_proof: z.string().optional(),
  /** Present while deliveries are parked because the destination rejects them. */
  blocked: Block.optional(),
  /** The block that ended last. An interrupted run identifies it by its time, and then emits its event. */
  last_block: Block.optional(),
  /** Failed attempts since the last success; absent means zero. */
  consecutive_failures: z.number().optional(),
  /** Those among `consecutive_failures` after which the destination would have rejected any event. */
  consecutive_rejections: z.number().optional(),
  /** When the first of them was made, RFC 3339 in UTC. Kept until the recovery event is emitted. */
  failing_since: z.string().optional(),
  /**
   * The alert level, in percent of the failure threshold, that operators were last notified of. Present
   * until the recovery event is emitted; 0 once a success, a change or the end of a block has ended these
   * failures.
   */
  last_alert_level: z.number().optional(),
  /** When the current claim to emit an alert or recovery expires, and its owner: `<instant>#<id>`. */
  alert_lock_until: z.string().optional(),
  /** When the recovery event was first claimed, RFC 3339 in UTC. Present until it is emitted. */
  recovered_at: z.string().optional(),
  /** Until when no further event for exhausted retries is emitted; may be in the past. */
  exhausted_alert_suppressed_until: z.string().optional(),
  /** Until when its deliveries use the slow queue, RFC 3339 in UTC; may be in the past. */
  slow_until: z.string().optional(),
  /** Incremented by every change. A write based on an older version is rejected. */
  version: z.number(),
  /** Incremented by every change through the API, but not by verifications. */
  revision: z.number(),
  deleted_at: z.string().optional(),
});
export type Destination = z.output<typeof Destination>;

/** Identifies a destination, also among earlier and later ones with the same id. */
export type DestinationRef = Pick<Destination, 'tenant_id' | 'id' | 'incarnation'>;
