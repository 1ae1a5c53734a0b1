import { accessPointHost, type EndpointOptions, hostOf } from './endpoints.ts';
import { encoded } from './sigv4.ts';

/**
 * The longest key that S3 accepts, in bytes of UTF-8.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html
 */
export const MAX_KEY_BYTES = 1_024;

/** How S3 is reached. */
export interface ObjectStore extends EndpointOptions {
  /** A custom endpoint. @default S3 in the region */
  readonly endpoint?: URL | undefined;
  /** Keeps the bucket out of the host. @default only when its name does not fit into a host */
  readonly isPathStyle?: boolean;
}

/** The URL of an object. The path is percent-encoded and must be sent as it is. */
export interface ObjectUrl {
  readonly origin: URL;
  readonly path: string;
}

/**
 * Returns the URL of an object, by the rules of the SDK: the bucket is part of the host if its name
 * allows that, and of the path otherwise.
 *
 * @param bucket the name of a bucket, or the alias or the ARN of an access point
 * @throws Error for the ARN of an access point of another region, or of anything else
 */
export function objectUrl(store: ObjectStore, bucket: string, key: string): ObjectUrl {
  const path = `/${key.split('/').map(encoded).join('/')}`;
  if (bucket.startsWith('arn:')) return { origin: accessPointOrigin(store, bucket), path };
  const base = store.endpoint ?? new URL(`https://${hostOf('s3', store)}`);
  const prefix = base.pathname.replace(/\/$/, '');
  if (store.isPathStyle || isIp(base) || !fitsHost(bucket, base)) {
    return { origin: base, path: `${prefix}/${encoded(bucket)}${path}` };
  }
  return { origin: new URL(`${base.protocol}//${bucket}.${base.host}`), path: `${prefix}${path}` };
}

const ACCESS_POINT = /^arn:[^:]+:s3:([^:]+):(\d{12}):accesspoint[:/]([^:/]+)$/;

function accessPointOrigin(store: ObjectStore, arn: string): URL {
  const [, region, account, name] = ACCESS_POINT.exec(arn) ?? [];
  if (region === undefined) throw new Error(`not the ARN of an access point: ${arn}`);
  if (region !== store.region) {
    throw new Error(`the access point is in ${region}, not in ${store.region}`);
  }
  const accessPoint = `${name}-${account}`;
  return store.endpoint
    ? new URL(`${store.endpoint.protocol}//${accessPoint}.${store.endpoint.host}`)
    : new URL(`https://${accessPointHost(accessPoint, store)}`);
}

const isIp = ({ hostname }: URL): boolean => /^\d+(?:\.\d+){3}$|^\[/.test(hostname);

/** A TLS certificate covers one label before S3's domain, so a name with dots fits only without TLS. */
function fitsHost(bucket: string, { protocol }: URL): boolean {
  const labels = protocol === 'https:' ? [bucket] : bucket.split('.');
  return (
    /^[a-z0-9.-]{3,63}$/.test(bucket) &&
    labels.every((label) => /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/.test(label))
  );
}
