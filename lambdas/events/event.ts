import * as z from 'zod';
import { TextMap } from '../platform/json/string-map.ts';
import { instantOf } from '../platform/json/timestamps.ts';
import { isBatchId } from './batch-id.ts';

/** The fields of an event except its data. */
const Facts = z.object({
  id: z.string(),
  tenant_id: z.string(),
  tenant_incarnation: z.string().optional(),
  /** Empty when the platform uses no topics. */
  topic: z.string(),
  /** RFC 3339, in UTC. */
  time: z.iso.datetime('must be an RFC 3339 time in UTC'),
  metadata: z.record(z.string(), z.string()),
  /** Whether a failed delivery is retried automatically. */
  eligible_for_retry: z.boolean(),
});

/**
 * An accepted event. `data` stays JSON text from publish to delivery, so the delivered text is the
 * published text, byte for byte.
 */
export const Event = Facts.extend({
  /** JSON text of an object. */
  data: z.string(),
});
export type Event = z.output<typeof Event>;

/** The location of a large event's data. */
export const DataRef = z.object({
  /**
   * The bucket that the data was written to; absent in records of earlier versions. The stage reads
   * data only from its configured bucket. If this bucket is another, error messages name it.
   */
  bucket: z.string().optional(),
  key: z.string(),
  /** The size of the data as UTF-8. */
  bytes: z.int('must be a whole number').min(1, 'must be 1 or more'),
});
export type DataRef = z.output<typeof DataRef>;

/** A recorded or queued event. A large event has the location of its data instead of the data. */
export const StoredEvent = z.union([Event, Facts.extend({ data_ref: DataRef })]);
export type StoredEvent = z.output<typeof StoredEvent>;

/**
 * Ids and topics are written to object metadata, which S3 limits to 2 KB in total. With at most
 * this many characters each, both fit in any encoding.
 */
const MAX_CHARACTERS = 128;

/** The OpenAPI pattern for text without characters of Unicode category Cc. */
const NO_CONTROL_CHARACTERS = '^[^\\u0000-\\u001f\\u007f-\\u009f]*$';

const label = z
  .string()
  .max(MAX_CHARACTERS, `must have at most ${MAX_CHARACTERS} characters`)
  .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')
  .refine((text) => !/\p{Cc}/u.test(text), 'must not contain control characters')
  // Clients of the OpenAPI document compile the pattern in languages without \p.
  .meta({ pattern: NO_CONTROL_CHARACTERS });

/** An optional string. Null and the empty string count as absent, as in Outpost. */
const optional = (text: z.ZodType<string>, description: string) =>
  text
    .nullish()
    .meta({ description })
    .transform((value) => value || undefined);

/**
 * Object keys, including the default key, contain ids, and stores treat such segments as folders.
 */
const eventId = label
  .refine(
    (id) => !/^\/|(?:^|\/)\.{1,2}(?:\/|$)/.test(id),
    'must not begin with / or have a . or .. path segment, because it becomes part of object keys',
  )
  // Attempts name an event or a batch in the same place.
  .refine(
    (id) => !isBatchId(id),
    'must not be bat_ followed by a ULID: such ids are reserved for batches',
  );

/** The optional id that a publisher gives an event. */
export const EventId = optional(
  eventId,
  `Idempotency key: per tenant, an event with the same id is accepted once. It must not begin with \`/\` or have a \`.\` or \`..\` path segment, and must not be \`bat_\` followed by a ULID. Default: \`evt_\` and a ULID.`,
);

/** The body of a publish over HTTP or SQS. `parseEvent` takes `data` from the JSON text instead. */
export const EventInput = z
  .object({
    tenant_id: label
      .min(1, 'is required')
      .meta({ example: 'acme', pattern: NO_CONTROL_CHARACTERS }),
    topic: optional(label, 'If the stage defines topics, one of them is required.'),
    data: z.record(z.string(), z.unknown(), { error: 'must be a valid JSON object' }).meta({
      description: 'The payload. It is delivered exactly as published, byte for byte.',
      example: { order_id: '123', status: 'created' },
    }),
    metadata: TextMap.nullish().meta({
      description:
        'Stored as metadata of the delivered object. Values are text; members with a null value are omitted.',
      example: { source: 'checkout-service' },
    }),
    id: EventId,
    time: z
      .string()
      .meta({ format: 'date-time' })
      .nullish()
      .meta({ description: 'The time of the event. Default: the current time.' })
      .transform((text, context) => {
        if (text === undefined || text === null) return undefined;
        const instant = instantOf(text);
        if (!instant) context.addIssue('must be an RFC 3339 time, such as 2026-11-22T10:00:00Z');
        return instant;
      }),
    destination_id: optional(
      label,
      'Restricts the event to this destination, which must also match it.',
    ),
    eligible_for_retry: z.boolean().nullish().meta({
      description: 'Whether failed deliveries are retried automatically. Default: true.',
    }),
  })
  .meta({ id: 'EventInput' });

/**
 * The maximum size of an event, in UTF-8 bytes. Lambda limits requests and responses to 6 MB of
 * JSON text (Lambda quotas). The event is encoded as a string in it, which adds one byte for each
 * quote and backslash; the limit leaves room for a quarter more.
 */
export const MAX_EVENT_BYTES = 5_000_000;

/**
 * The maximum size of an event that is recorded and sent inline, in UTF-8 bytes. DynamoDB limits an
 * item to 400 KB (Developer Guide, Constraints), SQS a message to 1 MiB. A larger event is recorded
 * and sent without its data.
 */
export const MAX_INLINE_BYTES = 262_144;

/**
 * The maximum nesting depth of objects and lists in an event's data. Many parsers cannot read
 * deeper data from the bucket: PHP reads 512 levels, Jackson (Spark, Trino, Athena) and Python
 * 1,000. Code that recurses over data, in filters and key templates, needs a small part of the
 * stack for 500 levels.
 */
export const MAX_LEVELS = 500;

/** Returns the size of an event encoded as JSON, in UTF-8 bytes, with its data wherever that is stored. */
export function jsonBytes({ tenant_incarnation: _incarnation, ...event }: StoredEvent): number {
  if ('data' in event) {
    const { data, ...facts } = event;
    return Buffer.byteLength(JSON.stringify(facts)) + Buffer.byteLength(data);
  }
  const { data_ref, ...facts } = event;
  return Buffer.byteLength(JSON.stringify(facts)) + data_ref.bytes;
}
