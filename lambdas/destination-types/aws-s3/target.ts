import type { DisplayTarget, Settings } from '../destination-type.ts';
import { isAccessPoint } from './bucket-kinds.ts';
import { consoleHost } from './region.ts';

/**
 * Returns the display target: the bucket, and its page in the S3 console for a bucket on AWS.
 * Access points have no such page: theirs is below the bucket's, which is not known here.
 */
export const target = ({ bucket = '', region = '', endpoint }: Settings): DisplayTarget => {
  const host = endpoint || isAccessPoint(bucket) ? undefined : consoleHost(region);
  const page = `/s3/buckets/${encodeURIComponent(bucket)}?region=${encodeURIComponent(region)}`;
  return {
    target: `${bucket} in ${region}`,
    target_url: host === undefined ? '' : `https://${host}${page}`,
  };
};
