import type { Description } from '../description.ts';
import { icon } from './icon.ts';
import { instructions } from './instructions.ts';
import { defaultKeyTemplate, maxKeyTemplateLength } from './key-template.ts';
import { storageClasses } from './storage-class.ts';

/** The credentials are the placeholders that the AWS documentation uses. */
export const example = {
  config: { bucket: 'my-events-bucket', region: 'us-east-1' },
  credentials: {
    key: 'AKIAIOSFODNN7EXAMPLE',
    secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  },
} as const;

/**
 * The description of the destination type. config.ts and credentials.ts contain the rules of the
 * fields.
 */
export const description: Description = {
  type: 'aws_s3',
  label: 'AWS S3',
  description: 'Write events as objects into a bucket of Amazon S3 or an S3-compatible store',
  icon,
  instructions,
  config_fields: [
    {
      type: 'text',
      key: 'bucket',
      label: 'Bucket',
      description:
        'The name of the bucket that events are written into; on AWS, the alias or the ARN of an access point works, too',
      required: true,
      minlength: 3,
      maxlength: 255,
      pattern:
        '^(?:arn:aws[a-z\\-]*:s3:[a-z0-9\\-]+:[0-9]{12}:accesspoint(?::|/)[a-z0-9\\-]+|\\w[\\w.\\-]*\\w)$',
    },
    {
      type: 'text',
      key: 'region',
      label: 'Region',
      description:
        'The AWS region of the bucket, such as us-east-1; with an endpoint, what that store expects',
      required: true,
      maxlength: 63,
      pattern: '^[A-Za-z0-9][A-Za-z0-9\\-]*$',
    },
    {
      type: 'text',
      key: 'key_template',
      label: 'Key template',
      description:
        'A JMESPath expression that gives each object its key, from data, metadata and time. It is refused when it can give no key for any event',
      required: false,
      default: defaultKeyTemplate,
      maxlength: maxKeyTemplateLength,
    },
    {
      type: 'select',
      key: 'storage_class',
      label: 'Storage class',
      description: 'The S3 storage class of the objects',
      required: false,
      default: 'STANDARD',
      options: storageClasses.map((name) => ({ label: name, value: name })),
    },
    {
      type: 'text',
      key: 'endpoint',
      label: 'Endpoint',
      description: 'The URL of an S3-compatible store, without the bucket; leave it empty for AWS',
      required: false,
      maxlength: 2048,
      pattern: '^https?://.+$',
    },
  ],
  credential_fields: [
    {
      type: 'text',
      key: 'key',
      label: 'Access key ID',
      description: 'The id of an access key that may put objects into the bucket',
      required: true,
      sensitive: true,
      maxlength: 128,
    },
    {
      type: 'text',
      key: 'secret',
      label: 'Secret access key',
      description: 'The secret of that access key',
      required: true,
      sensitive: true,
      maxlength: 512,
    },
    {
      type: 'text',
      key: 'session',
      label: 'Session token',
      description: 'The session token, when the access key is a temporary one',
      required: false,
      sensitive: true,
      maxlength: 4096,
    },
  ],
};
