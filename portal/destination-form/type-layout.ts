import type { Field } from '../../lambdas/destination-types/description.ts';
import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { fieldValue } from './field-rules.ts';
import type { Settings } from './form-values.ts';

/** In which section of the form a type's fields are. All others are options. */
interface TypeLayout {
  /** Where the events are written. */
  readonly place: readonly string[];
  /** The field of a role that gives access; the credentials are the other way. */
  readonly role?: string;
  /** Fields that belong to the credentials: a role excludes them. */
  readonly withKeys: readonly string[];
  /** The template whose result the form shows, and its default for batches. */
  readonly template?: string;
  readonly batchTemplate?: string;
  /** The field that decides between one object per event and batches. */
  readonly format?: string;
  /** Options that matter more for batches. */
  readonly withBatches: readonly string[];
  /** Values of a new form. */
  readonly initial: Readonly<Record<string, string>>;
  /** Values for the preview, while the viewer has not entered any. */
  readonly sample: Readonly<Record<string, string>>;
}

const layouts: ReadonlyMap<string, TypeLayout> = new Map<string, TypeLayout>([
  [
    'aws_s3',
    {
      place: ['bucket', 'region', 'prefix'],
      role: 'role_arn',
      withKeys: ['endpoint', 'addressing'],
      template: 'key_template',
      batchTemplate: `join('', [batch.partition, batch.datetime, '_', batch.id, batch.extension])`,
      format: 'format',
      withBatches: ['compression', 'body'],
      // With a prefix, the policies cover no other objects of the bucket.
      initial: { prefix: 'events/' },
      sample: { bucket: 'my-bucket', region: 'us-east-1' },
    },
  ],
]);

/** Whether a destination receives batches, not one object per event. */
export const collectsBatches = (destination: DestinationBody | undefined): boolean =>
  destination !== undefined && isBatchFormat(fieldValue(destination.config, 'format'));

/** The default of `batch_max_seconds`. */
const BATCH_SECONDS = 900;

/** How long after its first event a batch is written at the latest. */
export const batchSeconds = ({ config }: Pick<DestinationBody, 'config'>): number =>
  Number(fieldValue(config, 'batch_max_seconds')) || BATCH_SECONDS;

/** Whether a value of the field `format` stands for batches. */
export const isBatchFormat = (format: string): boolean => !['', 'json'].includes(format);

/** For a type without a layout, the required fields come first. */
export const layoutOf = (type: string, fields: readonly Field[]): TypeLayout =>
  layouts.get(type) ?? {
    place: fields.filter(({ required }) => required).map(({ key }) => key),
    withKeys: [],
    withBatches: [],
    initial: {},
    sample: {},
  };

/** The fields that belong to a format of batches; none for one object per event. */
export const batchFieldsOf = (
  { format = '', withBatches }: TypeLayout,
  fields: readonly Field[],
  config: Settings,
): readonly string[] => {
  const chosen = fieldValue(config, format);
  if (!isBatchFormat(chosen)) return [];
  const added = fields.filter(({ applies_when = {} }) => applies_when[format]?.includes(chosen));
  return [...added.map(({ key }) => key), ...withBatches];
};

/** The fields that belong to none of the other sections. */
export const optionsOf = (
  layout: TypeLayout,
  fields: readonly Field[],
  config: Settings,
): readonly string[] => {
  const { place, role, withKeys, template, format } = layout;
  const ofBatches = batchFieldsOf(layout, fields, config);
  const elsewhere = [...place, role, ...withKeys, template, format, ...ofBatches];
  return fields.map(({ key }) => key).filter((key) => !elsewhere.includes(key));
};
