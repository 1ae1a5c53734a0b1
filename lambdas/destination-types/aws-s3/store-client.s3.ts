import type { Agent, IncomingHttpHeaders } from 'node:http';
import type { LookupFunction } from 'node:net';
import { CorrectedClock } from '../../platform/aws/calls/corrected-clock.ts';
import {
  deleteObjectRequest,
  headBucketRequest,
  type ObjectName,
  type PutObjectInput,
  putObjectRequest,
} from '../../platform/aws/calls/object-request.s3.ts';
import type { ObjectStore } from '../../platform/aws/calls/object-url.ts';
import { type AwsRequest, signedCall } from '../../platform/aws/calls/signed-call.ts';
import { type Credentials, Signer } from '../../platform/aws/calls/sigv4.ts';
import {
  type ExchangeResponse,
  httpExchange,
  InvalidResponseError,
  type Limits,
} from '../../platform/http/http-exchange.ts';
import { containsError, StoreRefusal } from './store-refusal.ts';

/** How stores are reached. */
export interface Connection {
  readonly agents: Readonly<Record<string, Agent>>;
  readonly limits: Limits;
  /** @default `dns.lookup` */
  readonly lookup?: LookupFunction;
  /** @throws EndpointError for an origin to which no request may be sent */
  check(origin: AwsRequest['origin']): void;
}

/** The response of a store to a put. */
export interface StoredObject {
  readonly etag: string | undefined;
  readonly versionId: string | undefined;
}

/** The response of a store to a request for a bucket. */
interface BucketHead {
  readonly status: number;
  readonly region: string | undefined;
}

/** S3's version ids are at most 1,024 bytes long. A longer value would only fill the attempt log. */
const maxHeaderLength = 1024;

/**
 * Puts and deletes objects in one store with the credentials of one destination. One call is one
 * request: the queue handles delays and retries.
 *
 * A store may be operated by anyone, so only the required parts of a response are returned.
 */
export class StoreClient {
  readonly #store: ObjectStore;
  readonly #signer: Signer;
  readonly #connection: Connection;
  readonly #clock: CorrectedClock;

  constructor(
    store: ObjectStore,
    credentials: Credentials,
    connection: Connection,
    now: () => Date,
  ) {
    this.#store = store;
    this.#signer = new Signer(credentials, store.region, 's3');
    this.#connection = connection;
    this.#clock = new CorrectedClock(now);
  }

  /** @throws StoreRefusal, EndpointError, or an error of the exchange */
  async putObject(object: PutObjectInput, signal: AbortSignal): Promise<StoredObject> {
    const headers = await this.#send(putObjectRequest(this.#store, object), signal);
    return {
      etag: singleHeader(headers.etag),
      versionId: singleHeader(headers['x-amz-version-id']),
    };
  }

  /**
   * Returns the version id of the delete marker that a versioned bucket has added, if it has.
   *
   * @throws as {@link putObject}
   */
  async deleteObject(name: ObjectName, signal: AbortSignal): Promise<string | undefined> {
    const headers = await this.#send(deleteObjectRequest(this.#store, name), signal);
    const isMarker = headers['x-amz-delete-marker'] === 'true';
    return isMarker ? singleHeader(headers['x-amz-version-id']) : undefined;
  }

  /**
   * Sends an unsigned HEAD request for a bucket. Resolves for any status.
   *
   * @throws as {@link putObject}, but no StoreRefusal
   */
  async headBucket(bucket: string, signal: AbortSignal): Promise<BucketHead> {
    const request = headBucketRequest(this.#store, bucket);
    const { status, headers } = await this.#exchange(request, undefined, signal);
    const region = singleHeader(headers['x-amz-bucket-region']) ?? '';
    return { status, region: /^[\w-]{1,64}$/.test(region) ? region : undefined };
  }

  async #send(request: AwsRequest, signal: AbortSignal): Promise<IncomingHttpHeaders> {
    return this.#checkedHeaders(await this.#exchange(request, this.#signer, signal));
  }

  #exchange(
    request: AwsRequest,
    signer: Signer | undefined,
    signal: AbortSignal,
  ): Promise<ExchangeResponse> {
    const { agents, limits, lookup, check } = this.#connection;
    check(request.origin);
    // Without the trace of the invocation, which is not for customers.
    const call = signedCall(request, signer, this.#clock.now(), { agents });
    return httpExchange({ ...call, ...(lookup && { lookup }) }, limits, signal);
  }

  #checkedHeaders(response: ExchangeResponse): IncomingHttpHeaders {
    const { status, headers, body } = response;
    if (status < 200 || status >= 300) {
      this.#clock.correct(headers);
      throw new StoreRefusal(response);
    }
    if (body === undefined)
      throw new InvalidResponseError("The store's response is larger than 64 KB.");
    if (containsError(body)) throw new StoreRefusal(response);
    return headers;
  }
}

const singleHeader = (header: string | readonly string[] | undefined): string | undefined =>
  header === undefined ? undefined : String(header).slice(0, maxHeaderLength);
