import type { Parsed, Settings, WriterSettings } from '../destination-type.ts';
import { bucketNameError } from './bucket-name.ts';
import { endpointError } from './endpoint.ts';
import { endpointBucketError } from './endpoint-bucket.ts';
import { keyTemplateError } from './key-template.ts';
import { anyRegionError, awsRegionError } from './region.ts';
import { optional, parseSettings, required } from './settings-parser.ts';
import { storageClassError } from './storage-class.ts';

const fields = ({ bucket = '', region, endpoint }: Settings, settings: WriterSettings) => ({
  bucket: required(bucketNameError({ region, endpoint })),
  region: required(endpoint ? anyRegionError : awsRegionError),
  key_template: optional(keyTemplateError),
  storage_class: optional(storageClassError).transform((name) => name?.toUpperCase()),
  endpoint: optional((url) => endpointError(url, settings) ?? endpointBucketError(url, bucket)),
});

/** Validates a destination's config and converts it into its stored form. */
export const parseConfig = (config: Settings, settings: WriterSettings): Parsed =>
  parseSettings('config', fields(config, settings), config);
