import type { Settings, Target } from '../destination-type.ts';
import { consoleHost } from './region.ts';

/** Where events go, for people: the bucket, and its page in the S3 console when it is AWS's. */
export const target = ({ bucket = '', region = '', endpoint }: Settings): Target => {
  const host = endpoint ? undefined : consoleHost(region);
  const page = `/s3/buckets/${encodeURIComponent(bucket)}?region=${encodeURIComponent(region)}`;
  return {
    target: `${bucket} in ${region}`,
    target_url: host === undefined ? '' : `https://${host}${page}`,
  };
};
