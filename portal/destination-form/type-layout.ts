import type { Field } from '../../lambdas/destination-types/description.ts';
import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { fieldValue } from './field-rules.ts';

/** Where a type's fields stand in the form. All others are options. */
interface TypeLayout {
  /** Where the events are written. */
  readonly place: readonly string[];
  /** The field of a role that gives access; the credentials are the other way. */
  readonly role?: string;
  /** Fields that belong to the credentials: a role excludes them. */
  readonly withKeys: readonly string[];
  /** The template whose result the form shows. */
  readonly template?: string;
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
      // Policies then cover no other objects of the bucket.
      initial: { prefix: 'events/' },
      sample: { bucket: 'my-bucket', region: 'us-east-1' },
    },
  ],
]);

/** Whether a destination receives batches, not one object per event. */
export const collectsBatches = (destination: DestinationBody | undefined): boolean =>
  destination !== undefined && isBatchFormat(fieldValue(destination.config, 'format'));

/** Whether a value of the field `format` stands for batches. */
const isBatchFormat = (format: string): boolean => !['', 'json'].includes(format);

/** A type of which the form knows nothing shows its required fields first. */
export const layoutOf = (type: string, fields: readonly Field[]): TypeLayout =>
  layouts.get(type) ?? {
    place: fields.filter(({ required }) => required).map(({ key }) => key),
    withKeys: [],
    initial: {},
    sample: {},
  };

/** The fields that are neither of the place, nor of the access, nor the template. */
export const optionsOf = (layout: TypeLayout, fields: readonly Field[]): readonly Field[] => {
  const { place, role, withKeys, template } = layout;
  const elsewhere = [...place, role, ...withKeys, template];
  return fields.filter(({ key }) => !elsewhere.includes(key));
};
