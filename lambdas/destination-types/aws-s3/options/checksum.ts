import { hash } from 'node:crypto';
import type { PutObjectInput } from '../../../platform/aws/calls/object-request.s3.ts';
import type { Settings } from '../../destination-type.ts';
import { type OptionField, selectField } from './option-field.ts';

/**
 * The base64 digest that a PutObject sends with its body. The store compares it with the body it
 * received; a bucket with default retention (Object Lock) accepts no object without a digest.
 */
type Digest = Pick<
  PutObjectInput,
  | 'ContentMD5'
  | 'ChecksumCRC32'
  | 'ChecksumCRC32C'
  | 'ChecksumCRC64NVME'
  | 'ChecksumSHA1'
  | 'ChecksumSHA256'
>;

const digests: ReadonlyMap<string, (body: Buffer) => Digest | Promise<Digest>> = new Map<
  string,
  (body: Buffer) => Digest | Promise<Digest>
>([
  ['CRC32', async (body) => ({ ChecksumCRC32: await crcOf('Crc32', body) })],
  ['CRC32C', async (body) => ({ ChecksumCRC32C: await crcOf('Crc32c', body) })],
  ['CRC64NVME', async (body) => ({ ChecksumCRC64NVME: await crcOf('Crc64Nvme', body) })],
  ['SHA1', (body) => ({ ChecksumSHA1: hash('sha1', body, 'base64') })],
  ['SHA256', (body) => ({ ChecksumSHA256: hash('sha256', body, 'base64') })],
  ['MD5', (body) => ({ ContentMD5: hash('md5', body, 'base64') })],
]);

const crcOf = async (name: 'Crc32' | 'Crc32c' | 'Crc64Nvme', body: Buffer): Promise<string> => {
  // Imported only by destinations with these checksums.
  const { [name]: Crc } = await import('@aws-sdk/checksums/crc');
  const crc = new Crc();
  crc.update(body);
  return Buffer.from(await crc.digest()).toString('base64');
};

const checksums = selectField(
  {
    key: 'checksum',
    label: 'Checksum',
    description:
      'The checksum that the store compares with each object; empty for SHA256 on AWS and MD5 with an endpoint',
  },
  [...digests.keys()],
);

export const checksumField: OptionField = {
  ...checksums,
  error: (name, given, settings) => checksums.error(name.toUpperCase(), given, settings),
  stored: (name) => name.toUpperCase(),
};

/**
 * Returns the digest of `body`. @default SHA-256 for AWS; `Content-MD5` for other stores, several of
 * which reject the newer checksum headers
 */
export const digestFor = async (
  body: Buffer,
  { checksum, endpoint }: Settings,
): Promise<Digest> => {
  const name = checksum || (endpoint ? 'MD5' : 'SHA256');
  return (await digests.get(name)?.(body)) ?? {};
};
