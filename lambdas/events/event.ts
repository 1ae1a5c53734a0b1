import { z } from 'zod';
import { instantOf } from '../runtime/instant.ts';
import { TextMap } from '../runtime/string-map.ts';

/**
 * What happened, as accepted. `data` is JSON text and stays so on all its way: what is published is
 * what is written.
 */
export const Event = z.object({
  id: z.string(),
  tenant_id: z.string(),
  /** Empty when the platform uses no topics. */
  topic: z.string(),
  /** RFC 3339, in UTC. */
  time: z.iso.datetime('must be an RFC 3339 time in UTC'),
  metadata: z.record(z.string(), z.string()),
  /** JSON text of an object. */
  data: z.string(),
  /** Whether a failed delivery is tried again by itself. */
  eligible_for_retry: z.boolean(),
});
export type Event = z.output<typeof Event>;

/**
 * Ids and topics go into object metadata, of which S3 takes 2 KB in all: with this many characters
 * each, both fit however they are encoded.
 */
const MOST_CHARACTERS = 128;

const label = z
  .string()
  .max(MOST_CHARACTERS, `must have at most ${MOST_CHARACTERS} characters`)
  .refine((text) => text.isWellFormed(), 'must be well-formed Unicode')
  .regex(/^\P{Cc}*$/u, 'must not contain control characters');

/** An optional text; null and the empty text count as not given, as in Outpost. */
const optional = (text: z.ZodType<string>) =>
  text.nullish().transform((value) => value || undefined);

/** An event's id, if its publisher gives one. */
export const EventId = optional(label);

/** The body of a publish, over HTTP or in a queue message. `data` is taken from the JSON text. */
export const EventInput = z.object({
  id: EventId,
  tenant_id: label.min(1, 'is required'),
  destination_id: optional(label),
  topic: optional(label),
  time: optional(z.string()).transform((text, context) => {
    const instant = text && instantOf(text);
    if (text && !instant)
      context.addIssue('must be an RFC 3339 time, such as 2026-11-22T10:00:00Z');
    return instant;
  }),
  metadata: TextMap.nullish(),
  eligible_for_retry: z.boolean().nullish(),
  data: z.record(z.string(), z.unknown(), { error: 'must be a valid JSON object' }),
});

/** The most an event may come to, in bytes of UTF-8: what a delivery message is given to hold. */
export const MOST_EVENT_BYTES = 262_144;

/** The size of an event as the platform sees it: all of it as JSON. */
export const bytesOf = ({ data, ...rest }: Event): number =>
  Buffer.byteLength(JSON.stringify(rest)) + Buffer.byteLength(data);
