import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import {
  DirectResponse,
  type Responder,
  type ServiceRequest,
  type ServiceResponse,
} from '../../local/direct-response.ts';
import type { Certificate } from './certificate.ts';
import { checkOptions, extraActions, type OptionRules } from './strict-s3/option-rules.ts';
import { checkPut, metadataOf, type PutRules } from './strict-s3/put-rules.ts';
import { type Received, received, receivedDirectly } from './strict-s3/received.ts';
import { Refusal, refuseIf } from './strict-s3/refusal.ts';
import type { Script } from './strict-s3/scripts.ts';
import {
  addVersion,
  deleteFrom,
  type Shelf,
  type StoredObject,
  type Version,
  type Versioning,
} from './strict-s3/shelf.ts';
import { type AccessKey, verifySignature } from './strict-s3/signature.ts';

export interface StrictS3Options extends Partial<PutRules & OptionRules> {
  readonly accessKeys: readonly AccessKey[];
  /** @default my-bucket */
  readonly buckets?: readonly string[];
  /** @default us-east-1 */
  readonly region?: string;
  /** Returned with every stored object. @default none */
  readonly versionId?: string;
  /** Keeps versions and delete markers. @default undefined */
  readonly versioning?: Versioning;
  /** Leaves the version out of the answers to puts. @default false */
  readonly hidesVersions?: boolean;
  /** The store's clock: it rejects requests of another time. @default the machine's */
  readonly now?: () => Date;
  /** Enables TLS. @default plain HTTP */
  readonly certificate?: Certificate;
}

/** A running store. */
export interface StrictS3 {
  readonly port: number;
  /** `http://127.0.0.1:<port>`, or `https://…` */
  readonly url: string;
  /** By `<bucket>/<key>`. */
  readonly objects: Map<string, StoredObject>;
  /** The versions that a versioned store keeps, oldest first. */
  readonly versions: readonly Version[];
  /** All received requests, in order. */
  readonly requests: Received[];
  /**
   * Answers the next request with `script`, and the request after it with the script of the next
   * call.
   */
  answerNext(script: Script): void;
  /** Answers a request without a connection, honestly. */
  ask(request: ServiceRequest): Promise<ServiceResponse>;
  stop(): Promise<void>;
}

/**
 * A strict S3 for tests. It rejects what S3 rejects: it verifies signatures, digests, checksums,
 * names and limits. It supports PutObject, DeleteObject and
 * an unsigned HeadBucket, path-style (`/bucket/key`) and
 * virtual-hosted (`bucket.localhost`).
 */
export const startStrictS3 = async (options: StrictS3Options): Promise<StrictS3> => {
  const shelf: Shelf = { objects: new Map(), versions: [] };
  const requests: Received[] = [];
  const scripts: Script[] = [];
  const server = serverFor(options, async (incoming, response) => {
    const request = await received(incoming);
    requests.push(request);
    const script = scripts.shift() ?? ((honest) => answer(request, honest, shelf, options));
    script(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server);
  const scheme = options.certificate ? 'https' : 'http';
  return {
    ...{ port, url: `${scheme}://127.0.0.1:${port}`, ...shelf, requests },
    answerNext: (script) => scripts.push(script),
    ask: (request) => {
      const response = new DirectResponse();
      answer(receivedDirectly(request), response, shelf, options);
      return response.sent;
    },
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const serverFor = ({ certificate }: StrictS3Options, listener: RequestListener): Server =>
  certificate
    ? createSecureServer({ ...certificate, maxHeaderSize: 65_536 }, listener)
    : createServer({ maxHeaderSize: 65_536 }, listener);

const portOf = (server: Server): number => {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const answer = (
  request: Received,
  response: Responder,
  shelf: Shelf,
  options: StrictS3Options,
): void => {
  try {
    act(request, response, shelf, options);
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal(500, 'InternalError');
    response.writeHead(refusal.status, { 'content-type': 'application/xml' }).end(refusal.xml());
  }
};

const act = (
  request: Received,
  response: Responder,
  shelf: Shelf,
  options: StrictS3Options,
): void => {
  const {
    accessKeys,
    buckets = ['my-bucket'],
    region = 'us-east-1',
    versioning,
    now = () => new Date(),
  } = options;
  if (request.method === 'HEAD') {
    const [, name = ''] = request.path.split('/');
    const status = buckets.includes(name) ? 403 : 404;
    response.writeHead(status, status === 403 ? { 'x-amz-bucket-region': region } : {}).end();
    return;
  }
  const { bucket, key } = addressed(request);
  const accessKey = verifySignature(request, accessKeys, region, 's3', now());
  const action = request.method === 'PUT' ? 'PutObject' : 'DeleteObject';
  refuseIf(!/^(?:PUT|DELETE)$/.test(request.method), 405, 'MethodNotAllowed');
  refuseIf(!buckets.includes(bucket), 404, 'NoSuchBucket', 'The specified bucket does not exist');
  refuseIf(accessKey.may?.(action, key) === false, 403, 'AccessDenied', 'Access Denied');
  if (action === 'DeleteObject') {
    const version = new URLSearchParams(request.query).get('versionId') ?? undefined;
    const marker = deleteFrom(shelf, `${bucket}/${key}`, versioning, version);
    const isMarker = marker !== undefined;
    const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker };
    response.writeHead(204, isMarker ? headers : {}).end();
    return;
  }
  for (const extra of extraActions(request)) {
    refuseIf(accessKey.may?.(extra, key) === false, 403, 'AccessDenied', 'Access Denied');
  }
  checkOptions(request, options);
  checkPut(request, key, options);
  const isTaken = shelf.objects.has(`${bucket}/${key}`);
  refuseIf(isTaken && request.headers.has('if-none-match'), 412, 'PreconditionFailed');
  const versionId = addVersion(shelf, `${bucket}/${key}`, versioning, options.versionId);
  shelf.objects.set(`${bucket}/${key}`, stored(request));
  response.setHeader('etag', `"${createHash('md5').update(request.body).digest('hex')}"`);
  const isShown = versionId !== undefined && !options.hidesVersions;
  if (isShown) response.setHeader('x-amz-version-id', versionId);
  response.end();
};

const addressed = ({ path, headers }: Received): { bucket: string; key: string } => {
  const host = /^(.+)\.localhost(?::\d+)?$/.exec(headers.get('host') ?? '')?.[1];
  const [, bucket = '', key = ''] = host
    ? ['', host, path.slice(1)]
    : (/^\/([^/]*)\/?(.*)$/s.exec(path) ?? []);
  refuseIf(key === '', 405, 'MethodNotAllowed');
  try {
    return { bucket, key: decodeURIComponent(key) };
  } catch {
    throw new Refusal(400, 'InvalidURI', "Couldn't parse the specified URI.");
  }
};

const stored = (request: Received): StoredObject => ({
  body: request.body,
  contentType: request.headers.get('content-type') ?? '',
  storageClass: request.headers.get('x-amz-storage-class') ?? 'STANDARD',
  contentEncoding: request.headers.get('content-encoding'),
  cacheControl: request.headers.get('cache-control'),
  tags: request.headers.get('x-amz-tagging'),
  encryption: request.headers.get('x-amz-server-side-encryption'),
  kmsKeyId: request.headers.get('x-amz-server-side-encryption-aws-kms-key-id'),
  metadata: metadataOf(request),
});
