import { createHash } from 'node:crypto';
import type { Settings } from '../destination-type.ts';

/**
 * What a PutObject says of its body, base64: a store compares it with what has come, and a bucket
 * with default retention (Object Lock) takes no object without it. SHA-256 for AWS; `Content-MD5` for
 * other stores, of which several refuse the newer checksum headers.
 */
export interface Digest {
  readonly ContentMD5?: string;
  readonly ChecksumSHA256?: string;
}

/** The digest of `body` that goes with it to a destination's store. */
export const digestFor = (body: Buffer, { endpoint }: Settings): Digest =>
  endpoint
    ? { ContentMD5: createHash('md5').update(body).digest('base64') }
    : { ChecksumSHA256: createHash('sha256').update(body).digest('base64') };

/**
 * Codes by which stores say that a digest is not that of the body: `BadDigest` is AWS's,
 * `XAmzContentChecksumMismatch` MinIO's for the newer checksums.
 */
const mismatches = new Set(['BadDigest', 'InvalidDigest', 'XAmzContentChecksumMismatch']);

/** Codes that say little: S3Mock (`BadRequest`) and Garage before 1.1 (`InvalidRequest`) name the header in the message. */
const vague = new Set(['BadRequest', 'InvalidRequest']);

/** Whether a store's refusal says that the digest is not that of the body. */
export const isDigestMismatch = (code: string | undefined, message: string): boolean =>
  mismatches.has(code ?? '') ||
  (vague.has(code ?? '') &&
    /\bmd5\b/i.test(message) &&
    !/requir|missing|support|implement/i.test(message));
