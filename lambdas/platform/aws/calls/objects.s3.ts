import type { ExchangeResponse } from '../../http/http-exchange.ts';
import { AwsCaller, type CallOptions } from './aws-caller.ts';
import type { AwsContext } from './aws-context.ts';
import { AwsError } from './aws-error.ts';
import { customEndpointIn, endpointOptionsIn } from './endpoints.ts';
import {
  deleteObjectRequest,
  getObjectRequest,
  type ObjectName,
  type PutObjectInput,
  putObjectRequest,
} from './object-request.s3.ts';
import { type ObjectStore, objectUrl } from './object-url.ts';
import { Signer } from './sigv4.ts';

const { crc32 } = process.getBuiltinModule('node:zlib');

/** Objects in our own buckets, with the function's role. */
export class Objects {
  readonly #caller: AwsCaller;
  readonly #store: ObjectStore;
  readonly #context: AwsContext;

  constructor(context: AwsContext) {
    this.#context = context;
    const { region, env } = context;
    this.#caller = new AwsCaller(context, 's3', { check: () => undefined, errorIn });
    const isCustom = customEndpointIn('s3', env) !== undefined;
    this.#store = {
      ...endpointOptionsIn(region, env),
      endpoint: isCustom ? this.#caller.endpoint : undefined,
    };
  }

  /** Stores an object with a CRC-32, which S3 compares with what it received. */
  async putObject(input: PutObjectInput, options?: CallOptions): Promise<void> {
    const checked: PutObjectInput = {
      ...input,
      ChecksumAlgorithm: 'CRC32',
      ChecksumCRC32: crc32Base64(input.Body),
    };
    await this.#caller.call(putObjectRequest(this.#store, checked), options);
  }

  /** Reads an object; `Body` is undefined when it is longer than `maxBodyBytes`. */
  async getObject(
    name: ObjectName,
    { maxBodyBytes = Number.POSITIVE_INFINITY, ...options }: CallOptions = {},
  ): Promise<{ Body: Buffer | undefined }> {
    const { body } = await this.#caller.call(getObjectRequest(this.#store, name), {
      ...options,
      ...(Number.isFinite(maxBodyBytes) && { maxBodyBytes: Math.max(maxBodyBytes, ERROR_BYTES) }),
    });
    return { Body: body && body.length <= maxBodyBytes ? body : undefined };
  }

  /**
   * Returns a URL with which anybody can read an object for `seconds` seconds, or until the function's
   * credentials expire; undefined with a custom endpoint, which only this process knows how to reach.
   */
  presignedUrl({ Bucket, Key }: ObjectName, seconds: number): string | undefined {
    if (this.#store.endpoint) return undefined;
    const { origin, path } = objectUrl(this.#store, Bucket, Key);
    const { credentials, region, clock } = this.#context;
    const signer = new Signer(credentials, region, 's3');
    return `${origin.origin}${path}?${signer.presign({ host: origin.host, path }, seconds, clock.now())}`;
  }

  /** Deletes an object, if it exists. */
  async deleteObject(name: ObjectName, options?: CallOptions): Promise<void> {
    await this.#caller.call(deleteObjectRequest(this.#store, name), options);
  }
}

/** S3's errors are shorter than this. */
const ERROR_BYTES = 65_536;

const crc32Base64 = (bytes: Buffer): string => {
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(bytes));
  return checksum.toString('base64');
};

/** S3's errors are XML. Codes have no characters that need escaping. */
function errorIn({ status, headers, body }: ExchangeResponse): AwsError {
  const xml = body?.toString() ?? '';
  const code = /<Code>([^<]*)<\/Code>/.exec(xml)?.[1] ?? 'UnknownError';
  const message = /<Message>([^<]*)<\/Message>/.exec(xml)?.[1] ?? '';
  return new AwsError(code, message, {
    httpStatusCode: status,
    requestId: String(headers['x-amz-request-id'] ?? ''),
  });
}
