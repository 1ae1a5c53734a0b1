import type { Settings } from '../../destination-type.ts';
import type { StepResult } from '../../verification.ts';
import { isAccessPoint } from '../bucket.ts';
import type { ClientFor } from '../store-clients.s3.ts';

/** The probe detects the same errors, so a longer wait is not worth it. */
const MAX_WAIT_MS = 5_000;

const NO_CREDENTIALS = { accessKeyId: '', secretAccessKey: '' };

/**
 * Checks the region and the existence of a bucket on AWS, which requires no permission: the response of S3
 * to an unsigned HEAD contains the region
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html). Access points and other stores do
 * not do this, so only the probe checks them.
 */
export const bucketHead =
  (clientFor: ClientFor) =>
  async (config: Settings, signal: AbortSignal): Promise<StepResult[]> => {
    const { bucket = '', region, endpoint } = config;
    if (endpoint || isAccessPoint(bucket)) return [];
    const limit = AbortSignal.any([signal, AbortSignal.timeout(MAX_WAIT_MS)]);
    const response = await clientFor(config, NO_CREDENTIALS)
      .headBucket(bucket, limit)
      .catch(() => undefined);
    if (response?.status === 404) return [unknownStep('region'), missingBucket];
    const actual = response?.region;
    if (actual === undefined) return [unknownStep('region'), unknownStep('bucket')];
    const exists = { name: 'bucket', status: 'passed' } as const;
    return [
      actual === region ? { name: 'region', status: 'passed' } : otherRegionResult(actual),
      exists,
    ];
  };

const unknownStep = (name: string): StepResult => ({ name, status: 'unknown' });

const missingBucket: StepResult = {
  name: 'bucket',
  status: 'failed',
  code: 'NoSuchBucket',
  message: 'No bucket has this name',
};

const otherRegionResult = (region: string): StepResult => ({
  name: 'region',
  status: 'failed',
  code: 'PermanentRedirect',
  message: `The bucket is in ${region}: set config.region`,
});
