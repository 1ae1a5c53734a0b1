import type { DisplayTarget, Settings } from '../destination-type.ts';
import { isAccessPoint } from './bucket-kinds.ts';
import { consoleHost } from './region.ts';

/**
 * Where events go, for people: the bucket, and its page in the S3 console when it is AWS's. Access
 * points have no such page: theirs is below their bucket's, which is not known here.
 */
export const target = ({ bucket = '', region = '', endpoint }: Settings): DisplayTarget => {
  const host = endpoint || isAccessPoint(bucket) ? undefined : consoleHost(region);
  const page = `/s3/buckets/${encodeURIComponent(bucket)}?region=${encodeURIComponent(region)}`;
  return {
    target: `${bucket} in ${region}`,
    target_url: host === undefined ? '' : `https://${host}${page}`,
  };
};
