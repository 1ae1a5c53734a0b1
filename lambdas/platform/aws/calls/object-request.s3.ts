import { hash } from 'node:crypto';
import type { PutObjectCommandInput } from '@aws-sdk/client-s3';
import { own } from '../../json/json.ts';
import { type ObjectStore, objectUrl } from './object-url.ts';
import type { AwsRequest } from './signed-call.ts';

/** The header of each option of PutObject: https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
const HEADERS = {
  ACL: 'x-amz-acl',
  CacheControl: 'cache-control',
  BucketKeyEnabled: 'x-amz-server-side-encryption-bucket-key-enabled',
  ChecksumAlgorithm: 'x-amz-sdk-checksum-algorithm',
  ChecksumCRC32: 'x-amz-checksum-crc32',
  ChecksumCRC32C: 'x-amz-checksum-crc32c',
  ChecksumCRC64NVME: 'x-amz-checksum-crc64nvme',
  ChecksumSHA1: 'x-amz-checksum-sha1',
  ChecksumSHA256: 'x-amz-checksum-sha256',
  ContentMD5: 'content-md5',
  ContentType: 'content-type',
  ContentEncoding: 'content-encoding',
  ExpectedBucketOwner: 'x-amz-expected-bucket-owner',
  IfNoneMatch: 'if-none-match',
  RequestPayer: 'x-amz-request-payer',
  SSEKMSKeyId: 'x-amz-server-side-encryption-aws-kms-key-id',
  ServerSideEncryption: 'x-amz-server-side-encryption',
  StorageClass: 'x-amz-storage-class',
  Tagging: 'x-amz-tagging',
} as const satisfies Partial<Record<keyof PutObjectCommandInput, string>>;

/** The input of PutObject: the options with a header above, and the body in memory. */
export interface PutObjectInput extends Pick<PutObjectCommandInput, keyof typeof HEADERS> {
  readonly Bucket: string;
  readonly Key: string;
  readonly Body: Buffer;
  readonly Metadata?: Readonly<Record<string, string>>;
}

/** Returns the headers of the options and the metadata of an object. Names are in lower case. */
export function objectHeaders(input: PutObjectInput): Record<string, string> {
  const options = Object.entries(input).flatMap(([option, value]) => {
    const header = own<string>(HEADERS, option);
    return header === undefined || value === undefined ? [] : [[header, String(value)]];
  });
  const metadata = Object.entries(input.Metadata ?? {}).map(([name, value]) => [
    `x-amz-meta-${name.toLowerCase()}`,
    value,
  ]);
  return Object.fromEntries([...options, ...metadata]);
}

export interface ObjectName {
  readonly Bucket: string;
  readonly Key: string;
  readonly VersionId?: string | undefined;
}

export function putObjectRequest(store: ObjectStore, input: PutObjectInput): AwsRequest {
  const { Bucket, Key, Body } = input;
  const headers: Record<string, string> = {
    // S3 takes objects without a type for octet streams, as the SDK says.
    'content-type': 'application/octet-stream',
    'x-amz-content-sha256': hash('sha256', Body),
    ...objectHeaders(input),
  };
  const query = 'x-id=PutObject';
  return { method: 'PUT', ...objectUrl(store, Bucket, Key), query, headers, body: Body };
}

export const getObjectRequest = (store: ObjectStore, name: ObjectName): AwsRequest =>
  requestWithoutBody('GET', 'GetObject', store, name);

export const deleteObjectRequest = (store: ObjectStore, name: ObjectName): AwsRequest =>
  requestWithoutBody('DELETE', 'DeleteObject', store, name);

/** The request that asks whether a bucket exists, to be sent without a signature. */
export function headBucketRequest(store: ObjectStore, bucket: string): AwsRequest {
  const { origin, path } = objectUrl(store, bucket, '');
  return { method: 'HEAD', origin, path: path.replace(/(.)\/$/, '$1'), headers: {}, body: '' };
}

/** The hash of an empty body. */
const EMPTY_SHA256 = hash('sha256', '');

function requestWithoutBody(
  method: string,
  operation: string,
  store: ObjectStore,
  { Bucket, Key, VersionId }: ObjectName,
): AwsRequest {
  // In the order of their names, as the signature demands.
  const version = VersionId === undefined ? [] : [`versionId=${encodeURIComponent(VersionId)}`];
  return {
    method,
    ...objectUrl(store, Bucket, Key),
    query: [...version, `x-id=${operation}`].join('&'),
    headers: { 'x-amz-content-sha256': EMPTY_SHA256 },
    body: '',
  };
}
