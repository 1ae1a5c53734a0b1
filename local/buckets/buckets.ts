import { z } from 'zod';
import type { Kind } from '../template/read-resources.ts';

const Properties = z.strictObject({ BucketName: z.string().optional() });

/** Buckets without versions. Nothing here lives long enough for a lifecycle to matter. */
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
