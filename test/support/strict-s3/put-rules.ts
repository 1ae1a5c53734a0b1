import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Received } from './received.ts';
import { refuseIf } from './refusal.ts';

const storageClasses = [
  ...['STANDARD', 'REDUCED_REDUNDANCY', 'STANDARD_IA', 'ONEZONE_IA'],
  ...['INTELLIGENT_TIERING', 'GLACIER', 'DEEP_ARCHIVE', 'GLACIER_IR'],
];

/** Ways in which a store may differ from AWS S3. */
export interface PutRules {
  /** Answers 501 to any of the newer checksum headers, as R2 and B2 did. */
  readonly refusesChecksums: boolean;
  /** Whether the bucket has default retention: S3 then rejects an object without a digest. */
  readonly locksObjects: boolean;
  /** Whether `Content-MD5` is not compared with the body, as in fauxqs and LocalStack. */
  readonly ignoresMd5: boolean;
}

/** An object's user metadata, without the prefix of its headers. */
export const metadataOf = ({ headers }: Received): Record<string, string> =>
  Object.fromEntries(
    [...headers]
      .filter(([name]) => name.startsWith('x-amz-meta-'))
      .map(([name, value]) => [name.slice('x-amz-meta-'.length), value]),
  );

/** Rejects a PutObject that S3 would reject. */
export const checkPut = (request: Received, key: string, rules: Partial<PutRules> = {}): void => {
  const header = (name: string): string | undefined => request.headers.get(name);
  refuseIf(Buffer.byteLength(key) > 1024, 400, 'KeyTooLongError', 'Your key is too long');
  refuseIf(header('content-length') === undefined, 411, 'MissingContentLength');
  refuseIf(request.headerBytes > 8192, 400, 'RequestHeaderSectionTooLarge');
  const storageClass = header('x-amz-storage-class') ?? 'STANDARD';
  refuseIf(!storageClasses.includes(storageClass), 400, 'InvalidStorageClass');
  checkMetadata(metadataOf(request));
  if (rules.locksObjects) checkHasDigest(request);
  if (!rules.ignoresMd5) checkMd5(header('content-md5'), request.body);
  for (const [name, value] of request.headers) checkChecksum(name, value, request.body, rules);
};

const checkMetadata = (metadata: Record<string, string>): void => {
  const text = Object.entries(metadata).flat().join('');
  refuseIf(text.length > 2048, 400, 'MetadataTooLarge', 'Your metadata headers exceed 2 KB');
};

const checkHasDigest = ({ headers }: Received): void => {
  const hasDigest = [...headers.keys()].some((name) =>
    /^(?:content-md5|x-amz-checksum-)/.test(name),
  );
  const message =
    'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters';
  refuseIf(!hasDigest, 400, 'InvalidRequest', message);
};

const checkMd5 = (declared: string | undefined, body: Buffer): void => {
  if (declared === undefined) return;
  const actual = createHash('md5').update(body).digest('base64');
  refuseIf(!/^[A-Za-z0-9+/]{22}==$/.test(declared), 400, 'InvalidDigest');
  refuseIf(declared !== actual, 400, 'BadDigest', 'The Content-MD5 you specified did not match');
};

const checkChecksum = (
  name: string,
  value: string,
  body: Buffer,
  rules: Partial<PutRules>,
): void => {
  if (!/^x-amz-(?:sdk-)?checksum-/.test(name)) return;
  refuseIf(
    rules.refusesChecksums === true,
    501,
    'NotImplemented',
    `Header '${name}' not implemented`,
  );
  if (name === 'x-amz-sdk-checksum-algorithm') return;
  const expected = checksums[name.slice('x-amz-checksum-'.length)]?.(body);
  refuseIf(expected === undefined, 400, 'InvalidRequest', `Unknown checksum ${name}`);
  refuseIf(value !== expected, 400, 'BadDigest', `The ${name} you specified did not match`);
};

/** Returns a reflected CRC of a polynomial, bit by bit. */
const crc = (body: Buffer, polynomial: bigint, bits: number): string => {
  const ones = (1n << BigInt(bits)) - 1n;
  let value = ones;
  for (const byte of body) {
    value ^= BigInt(byte);
    for (let bit = 0; bit < 8; bit += 1)
      value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
  }
  const hex = (value ^ ones).toString(16).padStart(bits / 4, '0');
  return Buffer.from(hex, 'hex').toString('base64');
};

const checksums: Readonly<Record<string, (body: Buffer) => string>> = {
  sha256: (body) => createHash('sha256').update(body).digest('base64'),
  sha1: (body) => createHash('sha1').update(body).digest('base64'),
  crc32c: (body) => crc(body, 0x82f63b78n, 32),
  crc64nvme: (body) => crc(body, 0x9a6c9329ac4bc9b5n, 64),
  crc32: (body) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(crc32(body));
    return bytes.toString('base64');
  },
};
