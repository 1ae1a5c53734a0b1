import { partitionInArn, partitionOfRegion } from '../../../platform/aws/partitions.ts';
import type { ConfigSettings, Parsed, Settings } from '../../destination-type.ts';
import { parseSettings, type SettingsField } from '../../settings-fields.ts';
import { configFields } from '../config.ts';
import { keyArnError } from '../options/encryption.ts';

type ConfigField = SettingsField<ConfigSettings>;

/** The fields of a config that a request may contain. */
const fromConfig = ['bucket', 'region', 'prefix', 'role_arn'];

/** The prefix of a request without one. A policy then covers no other objects of the bucket. */
const defaultPrefix = 'waybill/';

const kmsKey: ConfigField = {
  form: {
    type: 'text',
    key: 'kms_key_arn',
    label: 'KMS key',
    description: 'The ARN of the KMS key that encrypts the objects, if it is yours',
    required: false,
  },
  error: (arn, { region }) => keyArnError(arn, region),
};

/** The changes of a request to the fields of the config. */
const changes = new Map<string, (field: ConfigField) => ConfigField>([
  ['prefix', (field) => ({ ...field, form: { ...field.form, default: defaultPrefix } })],
  ['region', inPartition],
]);

/** No role can be assumed across partitions. */
function inPartition(field: ConfigField): ConfigField {
  return {
    ...field,
    error: (region, given, settings) =>
      field.error(region, given, settings) ??
      servicePartitionError(region, partitionInArn(settings.accessRoleArn)),
  };
}

/** The fields of a request. They have the rules of the config. */
export const requestFields: readonly ConfigField[] = [
  ...configFields
    .filter(({ form }) => fromConfig.includes(form.key))
    .map((field) => changes.get(field.form.key)?.(field) ?? field),
  kmsKey,
];

const servicePartitionError = (region: string, own: string): string | undefined => {
  const { name: partition } = partitionOfRegion(region);
  return partition === own
    ? undefined
    : `must be in the partition ${own} of this service, not in ${partition}: use key and secret instead`;
};

/** Validates a request, and adds the default prefix. */
export const parseRequest = (given: Settings, settings: ConfigSettings): Parsed =>
  parseSettings(
    'query',
    requestFields,
    { ...given, prefix: given.prefix || defaultPrefix },
    settings,
  );
