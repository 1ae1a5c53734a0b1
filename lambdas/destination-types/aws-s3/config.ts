import type { Parsed, Settings, WriterSettings } from '../destination-type.ts';
import { bucketNameFault } from './bucket-name.ts';
import { endpointFault } from './endpoint.ts';
import { endpointBucketFault } from './endpoint-bucket.ts';
import { keyTemplateFault } from './key-template.ts';
import { anyRegionFault, awsRegionFault } from './region.ts';
import { optional, parseSettings, required } from './settings-parser.ts';
import { storageClassFault } from './storage-class.ts';

const fields = ({ bucket = '', region, endpoint }: Settings, settings: WriterSettings) => ({
  bucket: required(bucketNameFault({ region, endpoint })),
  region: required(endpoint ? anyRegionFault : awsRegionFault),
  key_template: optional(keyTemplateFault),
  storage_class: optional(storageClassFault).transform((name) => name?.toUpperCase()),
  endpoint: optional((url) => endpointFault(url, settings) ?? endpointBucketFault(url, bucket)),
});

/** Validates a destination's config and converts it into its stored form. */
export const parseConfig = (config: Settings, settings: WriterSettings): Parsed =>
  parseSettings('config', fields(config, settings), config);
