import * as z from 'zod';
import type { Kind } from '../template/read-resources.ts';

const Properties = z.strictObject({ BucketName: z.string().optional() });

/** Unversioned buckets. Lifecycle rules are ignored: nothing here lives long enough. */
export const BUCKETS: Kind<typeof Properties> = {
  types: ['AWS::S3::Bucket'],
  properties: Properties,
  ignored: [
    'BucketEncryption',
    'LifecycleConfiguration',
    'OwnershipControls',
    'PublicAccessBlockConfiguration',
    'Tags',
  ],
};
