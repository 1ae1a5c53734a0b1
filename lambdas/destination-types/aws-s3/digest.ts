import { createHash } from 'node:crypto';
import type { Settings } from '../destination-type.ts';

/**
 * The base64 digest that a PutObject sends with its body. The store compares it with the body it
 * received; a bucket with default retention (Object Lock) accepts no object without a digest.
 * SHA-256 for AWS; `Content-MD5` for other stores, several of which reject the newer checksum
 * headers.
 */
export interface Digest {
  readonly ContentMD5?: string;
  readonly ChecksumSHA256?: string;
}

/** Returns the digest of `body` in the form that the destination's store accepts. */
export const digestFor = (body: Buffer, { endpoint }: Settings): Digest =>
  endpoint
    ? { ContentMD5: createHash('md5').update(body).digest('base64') }
    : { ChecksumSHA256: createHash('sha256').update(body).digest('base64') };

/**
 * Error codes for a digest that does not match the body: `BadDigest` is AWS's,
 * `XAmzContentChecksumMismatch` is MinIO's for the newer checksums.
 */
const mismatches = new Set(['BadDigest', 'InvalidDigest', 'XAmzContentChecksumMismatch']);

/**
 * Ambiguous error codes: S3Mock (`BadRequest`) and Garage before 1.1 (`InvalidRequest`) name the
 * header in the message.
 */
const ambiguousCodes = new Set(['BadRequest', 'InvalidRequest']);

/** Whether a store rejected a request because the digest does not match the body. */
export const isDigestMismatch = (code: string | undefined, message: string): boolean =>
  mismatches.has(code ?? '') ||
  (ambiguousCodes.has(code ?? '') &&
    /\bmd5\b/i.test(message) &&
    !/requir|missing|support|implement/i.test(message));
