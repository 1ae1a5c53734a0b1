import type { Parsed, Settings, WriterSettings } from '../destination-type.ts';
import { bucketNameFault } from './bucket-name.ts';
import { endpointFault } from './endpoint.ts';
import { keyTemplateFault } from './key-template.ts';
import { anyRegionFault, awsRegionFault } from './region.ts';
import { optional, parseSettings, required } from './settings-parser.ts';
import { storageClassFault } from './storage-class.ts';

const fields = (hasEndpoint: boolean, settings: WriterSettings) => ({
  bucket: required(bucketNameFault),
  region: required(hasEndpoint ? anyRegionFault : awsRegionFault),
  key_template: optional(keyTemplateFault),
  storage_class: optional(storageClassFault).transform((name) => name?.toUpperCase()),
  endpoint: optional((endpoint) => endpointFault(endpoint, settings)),
});

/** Checks a destination's config and brings it into the form that is stored. */
export const parseConfig = (config: Settings, settings: WriterSettings): Parsed =>
  parseSettings('config', fields(Boolean(config.endpoint), settings), config);
