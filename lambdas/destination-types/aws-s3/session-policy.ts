import type { Settings } from '../destination-type.ts';
import { encryptStatement, policyWith, putStatement } from './policy-statements.ts';

/**
 * Returns the session policy of a destination: what a session may do at most, regardless of
 * what the role allows. It is the same for every object: S3 Bucket Keys treat sessions of one role with different
 * policies as different requesters
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-key.html).
 */
export const sessionPolicy = (config: Settings, partition: string): string =>
  JSON.stringify(policyWith([putStatement(config, partition), encryptStatement(config)]));

/** A session policy that allows nothing. */
export const denyAll = JSON.stringify(policyWith([{ Effect: 'Deny', Action: '*', Resource: '*' }]));
