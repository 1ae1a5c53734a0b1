import * as z from 'zod';
import {
  boundRange,
  type Range,
  rangeWithin,
  TimeBounds,
  WHOLE_RANGE,
} from '../platform/dynamodb/timeline.ts';
import { ValidationError } from '../platform/errors.ts';
import { instantOrDateOf } from '../platform/json/timestamps.ts';

/** Maximum length of ids, topics and codes. */
const MAX_CHARACTERS = 128;
/** Maximum number of list entries: every step reads all attempts of the named events. */
const MAX_TEXTS = 100;

const Text = z
  .string()
  .min(1, 'must not be empty')
  .max(MAX_CHARACTERS, `must have at most ${MAX_CHARACTERS} characters`)
  .refine((text) => text.isWellFormed(), 'must be well-formed Unicode');

const Texts = z
  .union([Text, z.array(Text).min(1, 'must not be empty')], {
    error: 'must be a string or a list of strings',
  })
  .transform((given) => [...new Set([given].flat())])
  .pipe(z.array(z.string()).max(MAX_TEXTS, `must have at most ${MAX_TEXTS} entries`));

const Moment = z
  .string()
  .transform((text, context) => {
    const instant = instantOrDateOf(text);
    if (instant === undefined) context.addIssue('must be an RFC 3339 time or a date');
    return instant ?? z.NEVER;
  })
  .meta({ description: 'An RFC 3339 time, or a date, which means its start in UTC.' })
  .nullish();

const TimeInput = z.strictObject({ gte: Moment, gt: Moment, lte: Moment, lt: Moment });

/** The request body of `POST /retries`: which failed deliveries to retry. */
export const BulkRetryInput = z
  .strictObject({
    tenant_id: Text.nullish().meta({
      description: 'The tenant. Default: all tenants, or with a tenant token that tenant.',
    }),
    destination_id: Text.nullish().meta({ description: 'Requires `tenant_id` or a tenant token.' }),
    topic: Texts.nullish().meta({
      description: `One or more, at most ${MAX_TEXTS}. A batch matches if one of its events has the topic, or if its topics are not known.`,
    }),
    event_id: Texts.nullish().meta({
      description: `One or more, at most ${MAX_TEXTS}. For an event in a batch, the id of the batch, which \`GET /attempts?event_id=\` shows; \`POST /retry\` takes the id of the event, too.`,
    }),
    code: Texts.nullish().meta({
      description: `The \`code\` of the last attempt: one or more, at most ${MAX_TEXTS}.`,
      example: ['AccessDenied', 'NoSuchBucket'],
    }),
    time: TimeInput.nullish().meta({
      description:
        'The time of the last attempt. `gte` or `gt` is required without `event_id`. The end is at most the time of the request.',
      example: { gte: '2026-11-22T10:00:00Z' },
    }),
  })
  .meta({ id: 'BulkRetryInput' });
export type BulkRetryInput = z.output<typeof BulkRetryInput>;

const list = z.array(z.string()).optional();

/** Selects the failed deliveries that a job retries. An omitted field matches everything. */
export const RetryFilter = z.object({
  destination_id: z.string().optional(),
  topic: list,
  event_id: list,
  code: list,
  time: TimeBounds,
});
export type RetryFilter = z.output<typeof RetryFilter>;

/** Converts the request body to a filter. */
export const toFilter = ({ destination_id, topic, event_id, code, time }: BulkRetryInput) =>
  ({
    destination_id: destination_id ?? undefined,
    topic: topic ?? undefined,
    event_id: event_id ?? undefined,
    code: code ?? undefined,
    time: Object.fromEntries(Object.entries(time ?? {}).filter(([, instant]) => instant)),
  }) satisfies RetryFilter;

/**
 * The range of the attempt timeline that a filter selects. It ends at `now`, so that a job never matches
 * the attempts it has caused.
 *
 * @throws ValidationError when the filter has no start, or ends before it starts
 */
export function timeRange({ time, event_id }: RetryFilter, now: Date): Range {
  if (!time.gte && !time.gt && !event_id) {
    throw new ValidationError(['time.gte is required without event_id']);
  }
  const range = rangeWithin(time, boundRange(WHOLE_RANGE, 'lte', now.toISOString()));
  if (range.after >= range.before) {
    throw new ValidationError(['time must start before it ends, and must not start in the future']);
  }
  return range;
}
