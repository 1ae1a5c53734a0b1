import type { ConfigSettings, Parsed, Settings } from '../destination-type.ts';
import { parseSettings, type SettingsField } from '../settings-fields.ts';
import { batchFields } from './batches/batch-fields.ts';
import { batchKeyTemplateError, DEFAULT_BATCH_KEY } from './batches/batch-key.ts';
import { isBatched } from './batches/format.ts';
import { bucketNameError } from './bucket.ts';
import { endpointBucketError, endpointError } from './endpoint.ts';
import {
  maxPrefixLength,
  prefixError,
  prefixPattern,
  validPrefix,
} from './key-templates/key-rules.ts';
import {
  defaultKeyTemplate,
  keyTemplateError,
  maxKeyTemplateLength,
} from './key-templates/key-template.ts';
import { bodyFields } from './options/body.ts';
import { checksumField } from './options/checksum.ts';
import { contentFields } from './options/content.ts';
import { encryptionFields } from './options/encryption.ts';
import { overwriteField } from './options/overwrite.ts';
import { routingFields } from './options/routing.ts';
import { aclField, requestPayerField } from './options/sharing.ts';
import { tagsField } from './options/tags.ts';
import { anyRegionError, awsRegionError } from './region.ts';
import { ownerError, roleError } from './role.ts';
import { storageClass, storageClasses } from './storage-class.ts';

/**
 * The fields of a config, in the order of the form. Some rules depend on other fields: an endpoint
 * changes the allowed buckets and regions.
 */
export const configFields: readonly SettingsField<ConfigSettings>[] = [
  {
    form: {
      type: 'text',
      key: 'bucket',
      label: 'Bucket',
      description: 'The name of the bucket; on AWS also the alias or the ARN of an access point',
      required: true,
      minlength: 3,
      maxlength: 255,
      pattern:
        '^(?:arn:aws[a-z\\-]*:s3:[a-z0-9\\-]+:[0-9]{12}:accesspoint(?::|/)[a-z0-9\\-]+|\\w[\\w.\\-]*\\w)$',
    },
    error: (name, { region, endpoint }) => bucketNameError(name, { region, endpoint }),
  },
  {
    form: {
      type: 'text',
      key: 'region',
      label: 'Region',
      description:
        'The AWS region of the bucket, such as us-east-1; with an endpoint, the region that the store expects',
      required: true,
      maxlength: 63,
      pattern: '^[A-Za-z0-9][A-Za-z0-9\\-]*$',
    },
    error: (region, { endpoint }) => (endpoint ? anyRegionError(region) : awsRegionError(region)),
  },
  {
    form: {
      type: 'text',
      key: 'role_arn',
      label: 'Role ARN',
      description:
        'The ARN of an IAM role in your account that may put objects into the bucket and demands your external id. It replaces the access key',
      required: false,
      maxlength: 640,
      pattern: '^arn:aws[a-z\\-]*:iam::[0-9]{12}:role/.+$',
    },
    error: roleError,
  },
  {
    form: {
      type: 'text',
      key: 'prefix',
      label: 'Prefix',
      description:
        'Text at the beginning of every key, such as events/, so that policies can allow this prefix only',
      required: false,
      maxlength: maxPrefixLength,
      pattern: prefixPattern,
    },
    error: prefixError,
  },
  ...batchFields,
  {
    form: {
      type: 'text',
      key: 'key_template',
      label: 'Key template',
      description:
        'A JMESPath expression for the key of each object. It can read data, metadata and time; with format ndjson, batch. It is rejected if it cannot evaluate to a key',
      required: false,
      default: defaultKeyTemplate,
      help: `With format ndjson, the default is ${DEFAULT_BATCH_KEY}`,
      maxlength: maxKeyTemplateLength,
    },
    error: (template, config) =>
      isBatched(config)
        ? batchKeyTemplateError(template, config)
        : keyTemplateError(template, validPrefix(config)),
  },
  {
    form: {
      type: 'select',
      key: 'storage_class',
      label: 'Storage class',
      description: 'The S3 storage class of the objects',
      required: false,
      default: 'STANDARD',
      options: storageClasses.map((name) => ({ label: name, value: name })),
    },
    error: (text) =>
      storageClass(text) === undefined ? `must be one of ${storageClasses.join(', ')}` : undefined,
    stored: (name) => name.toUpperCase(),
  },
  {
    form: {
      type: 'text',
      key: 'expected_bucket_owner',
      label: 'Bucket owner',
      description:
        'The AWS account that must own the bucket; with a role, the account of the role if empty',
      required: false,
      minlength: 12,
      maxlength: 12,
      pattern: '^[0-9]{12}$',
    },
    error: ownerError,
  },
  {
    form: {
      type: 'text',
      key: 'endpoint',
      label: 'Endpoint',
      description: 'The URL of an S3-compatible store, without the bucket; empty for AWS',
      required: false,
      maxlength: 2048,
      pattern: '^https?://.+$',
    },
    error: (url, { bucket = '' }, settings) =>
      endpointError(url, settings) ?? endpointBucketError(url, bucket),
  },
  ...routingFields,
  ...encryptionFields,
  ...bodyFields,
  ...contentFields,
  tagsField,
  aclField,
  requestPayerField,
  checksumField,
  overwriteField,
];

/** Validates a destination's config and converts it into its stored form. */
export const parseConfig = (config: Settings, settings: ConfigSettings): Parsed =>
  parseSettings('config', configFields, config, settings);
