import { maxKeyTemplateLength } from '../key-templates/key-template.ts';
import { isTimeZone } from '../key-templates/time-zone.ts';
import { type OptionField, selectField } from '../options/option-field.ts';
import { LIMIT_RANGES, type LimitRange } from './batch-limits.ts';
import { isBatched } from './format.ts';
import { DEFAULT_PARTITION } from './partition.ts';
import { partitionTemplateError } from './partition-check.ts';

const BATCH_FORMATS = ['ndjson'];

const FORMATS = ['json', ...BATCH_FORMATS];

/** Planned formats, which are rejected with a separate message. */
const LATER = ['csv', 'parquet'];

/** When a field of batches applies, for forms. */
const appliesToBatches = { format: BATCH_FORMATS };

const formats = selectField(
  {
    key: 'format',
    label: 'Format',
    description:
      'json writes each event as an object of its own, ndjson writes batches: many events as the lines of one object',
    default: 'json',
  },
  FORMATS,
);

const formatField: OptionField = {
  ...formats,
  error: (format, config, settings) => {
    if (LATER.includes(format)) {
      return `must be one of ${FORMATS.join(', ')}: ${format} is not supported yet`;
    }
    const error = formats.error(format, config, settings);
    if (error !== undefined || !isBatched({ format })) return error;
    // An event must be kept for as long as its batch may be open, which is up to a day, and then retried.
    return settings.eventRetentionDays > 1
      ? undefined
      : `must be json: ${format} requires a stage that keeps events for at least two days (eventRetentionDays)`;
  },
};

/** Returns a field that exists for batches only. */
const batchField = (
  form: Omit<OptionField['form'], 'type' | 'required' | 'applies_when'>,
  error: OptionField['error'],
): OptionField => ({
  form: { ...form, type: 'text', required: false, applies_when: appliesToBatches },
  error: (value, config, settings) =>
    isBatched(config)
      ? error(value, config, settings)
      : `requires format ${BATCH_FORMATS.join(' or ')}`,
});

type Form = Pick<OptionField['form'], 'key' | 'label' | 'description' | 'help'>;

const limitField = (form: Form, { min, max, defaultValue }: LimitRange): OptionField =>
  batchField(
    { ...form, default: String(defaultValue), maxlength: String(max).length, pattern: '^[0-9]+$' },
    (text) =>
      /^[1-9]\d*$/.test(text) && Number(text) >= min && Number(text) <= max
        ? undefined
        : `must be a whole number from ${min} to ${max}`,
  );

/** The fields that decide which events are in one object. */
export const batchFields: readonly OptionField[] = [
  formatField,
  limitField(
    {
      key: 'batch_max_events',
      label: 'Events per batch',
      description: 'A batch is written when it has this number of events',
    },
    LIMIT_RANGES.batch_max_events,
  ),
  limitField(
    {
      key: 'batch_max_bytes',
      label: 'Bytes per batch',
      description: 'A batch is written when its events have this size as JSON, before compression',
    },
    LIMIT_RANGES.batch_max_bytes,
  ),
  limitField(
    {
      key: 'batch_max_seconds',
      label: 'Seconds per batch',
      description: 'A batch is written at the latest this number of seconds after its first event',
    },
    LIMIT_RANGES.batch_max_seconds,
  ),
  batchField(
    {
      key: 'partition',
      label: 'Partition',
      description:
        'A JMESPath expression that evaluates to a path, from data, metadata and time. Events of one partition are written together',
      default: DEFAULT_PARTITION,
      maxlength: maxKeyTemplateLength,
      help: "'' writes all events together",
    },
    partitionTemplateError,
  ),
  batchField(
    {
      key: 'time_zone',
      label: 'Time zone',
      description: 'The time zone of time in partitions, and of batch.datetime in keys',
      default: 'UTC',
      maxlength: 64,
      help: 'A name of the IANA time zone database, such as Europe/Berlin',
    },
    (name) =>
      isTimeZone(name)
        ? undefined
        : 'must be a time zone of the IANA database, such as Europe/Berlin',
  ),
];
