import { z } from 'zod';
import { TextMap } from '../platform/json/string-map.ts';
import { instantOf } from '../platform/json/timestamps.ts';

/** What is known of an event beside its data. */
const Facts = z.object({
  id: z.string(),
  tenant_id: z.string(),
  /** Which of the tenants it is of that its tenant's id has had. */
  tenant_incarnation: z.string().optional(),
  /** Empty when the platform uses no topics. */
  topic: z.string(),
  /** RFC 3339, in UTC. */
  time: z.iso.datetime('must be an RFC 3339 time in UTC'),
  metadata: z.record(z.string(), z.string()),
  /** Whether a failed delivery is tried again by itself. */
  eligible_for_retry: z.boolean(),
});

/**
 * What happened, as accepted. `data` is JSON text and stays so on all its way: what is published is
 * what is written.
 */
export const Event = Facts.extend({
  /** JSON text of an object. */
  data: z.string(),
});
export type Event = z.output<typeof Event>;

/** Where the data of a large event lies. */
export const DataRef = z.object({
  /**
   * The bucket it was put into; absent in records of earlier versions. Data is only ever read from the
   * bucket that the stage is set to use: this one says which bucket to hand over when it is another.
   */
  bucket: z.string().optional(),
  key: z.string(),
  /** Of the data, as UTF-8. */
  bytes: z.int('must be a whole number').min(1, 'must be 1 or more'),
});
export type DataRef = z.output<typeof DataRef>;

/** An event on record or on its way: in place of the data of a large one, where that lies. */
export const KeptEvent = z.union([Event, Facts.extend({ data_ref: DataRef })]);
export type KeptEvent = z.output<typeof KeptEvent>;

/**
 * Ids and topics go into object metadata, of which S3 takes 2 KB in all: with this many characters
 * each, both fit however they are encoded.
 */
const MOST_CHARACTERS = 128;

/** Of the document: text without the characters of Unicode's category Cc. */
const NO_CONTROL_CHARACTERS = '^[^\\u0000-\\u001f\\u007f-\\u009f]*$';

const label = z
  .string()
  .max(MOST_CHARACTERS, `must have at most ${MOST_CHARACTERS} characters`)
  .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')
  .refine((text) => !/\p{Cc}/u.test(text), 'must not contain control characters')
  // The document's readers compile patterns with other languages, which have no \p.
  .meta({ pattern: NO_CONTROL_CHARACTERS });

/** An optional text; null and the empty text count as not given, as in Outpost. */
const optional = (text: z.ZodType<string>, description: string) =>
  text
    .nullish()
    .meta({ description })
    .transform((value) => value || undefined);

/** Object keys are made of ids, the default one among them, and stores take such segments for folders. */
const eventId = label.refine(
  (id) => !/^\/|(?:^|\/)\.{1,2}(?:\/|$)/.test(id),
  'must not begin with / or have a . or .. path segment, as it becomes part of object keys',
);

/** An event's id, if its publisher gives one. */
export const EventId = optional(
  eventId,
  `By which a repetition is known: a tenant’s event of one id is taken once. It must not begin with \`/\` or have a \`.\` or \`..\` path segment. Without one it gets \`evt_\` and a ULID.`,
);

/** The body of a publish, over HTTP or in a queue message. `data` is taken from the JSON text. */
export const EventInput = z
  .object({
    tenant_id: label
      .min(1, 'is required')
      .meta({ example: 'acme', pattern: NO_CONTROL_CHARACTERS }),
    topic: optional(label, 'Of the topics there are, where the stage names them: then required.'),
    data: z.record(z.string(), z.unknown(), { error: 'must be a valid JSON object' }).meta({
      description: 'What is delivered: as published, to the letter.',
      example: { order_id: '123', status: 'created' },
    }),
    metadata: TextMap.nullish().meta({
      description:
        'Goes beside what is delivered. Values are text; a name whose value is null is left out.',
      example: { source: 'checkout-service' },
    }),
    id: EventId,
    time: z
      .string()
      .meta({ format: 'date-time' })
      .nullish()
      .meta({ description: 'When it happened; now, when left out.' })
      .transform((text, context) => {
        if (text === undefined || text === null) return undefined;
        const instant = instantOf(text);
        if (!instant) context.addIssue('must be an RFC 3339 time, such as 2026-11-22T10:00:00Z');
        return instant;
      }),
    destination_id: optional(label, 'Only this destination may get it; it must want it, too.'),
    eligible_for_retry: z.boolean().nullish().meta({
      description: 'Whether a failed delivery is tried again by itself; true when left out.',
    }),
  })
  .meta({ id: 'EventInput' });

/**
 * The most an event may come to, in bytes of UTF-8. Lambda takes and gives 6 MB, all of it as JSON
 * text (Lambda quotas), in which an event is written as a text: with each of its quotes and
 * backslashes it grows by a byte, and there is room for a quarter more.
 */
export const MOST_EVENT_BYTES = 5_000_000;

/**
 * The most an event may come to that is recorded and sent as it is: DynamoDB takes 400 KB of an item
 * (Developer Guide, Constraints), SQS 1 MiB of a message. A larger one goes without its data.
 */
export const MOST_WHOLE_BYTES = 262_144;

/**
 * How deep objects and lists may be nested in an event's data. What is deeper cannot be read from
 * the bucket by many: PHP reads 512 levels, Jackson (Spark, Trino, Athena) and Python 1,000. And
 * what recurses over data, in filters and key templates, needs a small part of the stack for 500.
 */
export const MOST_LEVELS = 500;

/** The size of an event as the platform sees it: all of it as JSON. */
export const bytesOf = ({ data, tenant_incarnation: _ours, ...rest }: Event): number =>
  Buffer.byteLength(JSON.stringify(rest)) + Buffer.byteLength(data);
