import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import type { WriterSettings } from '../destination-type.ts';

/** Scheme and authority. The authority contains a user name and password before an @. */
const start = /^[a-z][a-z0-9+.-]*:\/\/([^/?#\\]+)/i;

/**
 * Returns a validation error for a custom endpoint, phrased to follow `config.endpoint`. A custom
 * endpoint could be used to reach our network, so it must be https to a public address, at a port
 * that the stage allows. When private endpoints are allowed, http, any address and any port are
 * accepted. A path is accepted: some stores have one.
 */
export const endpointError = (
  endpoint: string,
  { allowPrivateEndpoints, allowedEndpointPorts }: WriterSettings,
): string | undefined => {
  // The parser would silently correct spaces, line breaks, backslashes and missing slashes.
  const url = /^[!-~]{1,2048}$/.test(endpoint) ? URL.parse(endpoint) : null;
  const authority = start.exec(endpoint)?.[1];
  if (url === null || authority === undefined || endpoint.includes('\\')) {
    return 'must be an absolute URL such as https://s3.example.com';
  }
  if (authority.includes('@')) {
    return 'must not contain a user name or password: set key and secret in credentials';
  }
  if (/[?#]/.test(endpoint))
    return 'must not have a query or a fragment: remove ? or # and what follows';
  if (authority.includes('%')) return 'must have a host name without percent signs';
  if (!isWeb(url, allowPrivateEndpoints)) return 'must begin with https://';
  if (allowPrivateEndpoints) return undefined;
  return hostError(url.hostname) ?? portError(url.port, allowedEndpointPorts);
};

const isWeb = ({ protocol }: URL, allowPlain: boolean): boolean =>
  protocol === 'https:' || (allowPlain && protocol === 'http:');

/**
 * Names that do not exist in the public DNS: RFC 6761 (localhost, test, invalid), RFC 6762
 * (local), RFC 7686 (onion), RFC 8375 (home.arpa), RFC 9476 (alt), and `internal`, which ICANN
 * reserves for private networks. AWS uses `internal` for the names of instances; cloud metadata
 * services use it as well.
 */
const local = /(?:^|\.)(?:localhost|test|invalid|local|onion|home\.arpa|alt|internal)$/;

/**
 * Returns a validation error for an endpoint's host, phrased to follow `config.endpoint`. An IP
 * address is checked here. A name is checked here only as text; ssrf-lookup.ts checks the
 * addresses it resolves to.
 *
 * @param hostname as returned by the URL parser, which has converted 0x7f.1 and 2130706433 to
 *   127.0.0.1
 */
const hostError = (hostname: string): string | undefined => {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return isPublicAddress(host) ? undefined : 'must be a public address';
  const name = host.replace(/\.$/, '');
  return name.includes('.') && !local.test(name)
    ? undefined
    : 'must have a public host name, such as s3.example.com';
};

/**
 * Returns a validation error for an endpoint's port, phrased to follow `config.endpoint`. If
 * every port were allowed, a tenant could send requests to services that are not stores.
 *
 * @param port as returned by the URL parser: empty for the 443 of https
 * @param allowed an empty list rejects every custom endpoint
 */
const portError = (port: string, allowed: readonly number[]): string | undefined => {
  if (allowed.length === 0) return 'must be omitted: this deployment writes only to AWS';
  return allowed.includes(Number(port || 443))
    ? undefined
    : `must have a port that this deployment allows: ${allowed.join(', ')}`;
};

/**
 * RFC 4291 section 2.4 and IANA: all global unicast addresses assigned so far are in this range.
 */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an IP address belongs to the public internet: it is in no range of IANA's registries of
 * special-purpose addresses (RFC 6890), such as private, loopback, link-local (including the
 * instance metadata services), unique-local, carrier-grade NAT, multicast, documentation or
 * reserved ranges. An IPv4-mapped IPv6 address is judged by its IPv4 address. Addresses that
 * embed IPv4 in another way (NAT64, 6to4, Teredo) are never public.
 */
export const isPublicAddress = (address: string): boolean => {
  // Ambiguous spellings are rejected: 010.0.0.1 is 8.0.0.1 or 10.0.0.1, and a zone (%eth0) selects
  // the interface.
  if (isIP(address) === 0 || address.includes('%')) return false;
  const actual = ipaddr.process(inHexadecimal(address));
  return actual.range() === 'unicast' && (actual.kind() === 'ipv4' || actual.match(globalUnicast));
};

/** Normalizes IPv6 as the URL standard does: ipaddr.js takes ::8.8.8.8 for ::ffff:8.8.8.8. */
const inHexadecimal = (address: string): string =>
  isIP(address) === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;

/** Thrown before a connection is made when the endpoint leads to a forbidden address. */
export class EndpointError extends Error {
  override readonly name = 'EndpointError' as const;
  /** A message phrased to follow `config.endpoint`. It discloses nothing about our network. */
  readonly reason: string;

  constructor(reason: string) {
    super(`config.endpoint ${reason}`);
    this.reason = reason;
  }
}

/**
 * Hosts of well-known providers that support path-style addressing and also serve each bucket
 * from a subdomain. Their dashboards show that subdomain, or this host with the bucket as its
 * path.
 */
const providers: readonly RegExp[] = [
  /^[a-z0-9-]+\.digitaloceanspaces\.com$/,
  /^[0-9a-f]{32}\.(?:[a-z]+\.)?r2\.cloudflarestorage\.com$/,
  /^s3[.-](?!accesspoint|outposts|object-lambda|website)(?:[a-z0-9-]+\.)*amazonaws\.(?:com|com\.cn|eu)$/,
  /^s3\.[a-z0-9-]+\.backblazeb2\.com$/,
  /^s3(?:\.[a-z0-9-]+)?\.wasabisys\.com$/,
  /^s3\.[a-z0-9-]+\.scw\.cloud$/,
  /^[a-z0-9-]+\.linodeobjects\.com$/,
  /^[a-z0-9-]+\.vultrobjects\.com$/,
  /^[a-z0-9-]+\.your-objectstorage\.com$/,
  /^[a-z0-9-]+\.contabostorage\.com$/,
  /^s3\.(?:[a-z0-9-]+\.)*ovh\.(?:net|us)$/,
  /^sos-[a-z0-9-]+\.exo\.io$/,
  /^[a-z0-9]+\.[a-z]+\.idrivee2(?:-\d+)?\.com$/,
  /^s3\.(?:[a-z0-9-]+\.)*cloud-object-storage\.appdomain\.cloud$/,
  /^[a-z0-9]+\.compat\.objectstorage\.[a-z0-9-]+\.(?:oci\.)?(?:customer-oci|oraclecloud)\.com$/,
  /^oss-[a-z0-9-]+\.aliyuncs\.com$/,
  /^cos\.[a-z0-9-]+\.myqcloud\.com$/,
  /^(?:storage\.googleapis\.com|gateway\.storjshare\.io|s3\.filebase\.com)$/,
  /^(?:fly\.storage\.tigris\.dev|t3\.storage\.dev)$/,
];

const isProvider = (host: string): boolean => providers.some((provider) => provider.test(host));

/**
 * Returns a validation error, phrased to follow `config.endpoint`, when the endpoint contains the
 * bucket. The writer adds the bucket to the path, so objects would go into a folder with the
 * bucket's name. On a listed provider's host, any path names a bucket; elsewhere, only a path
 * that ends with this bucket does.
 */
export const endpointBucketError = (endpoint: string, bucket: string): string | undefined => {
  const url = URL.parse(endpoint);
  if (url === null) return undefined;
  const host = url.hostname.replace(/\.$/, '');
  const segments = url.pathname.split('/').filter(Boolean);
  const served = providersHost(host, bucket.toLowerCase());
  const isInPath = segments.length > 0 && (served !== undefined || segments.at(-1) === bucket);
  if (!isInPath && (served === undefined || served === host)) return undefined;
  const path = served === undefined ? segments.slice(0, -1) : [];
  const right = [`${url.protocol}//${served ?? host}${url.port && `:${url.port}`}`, ...path];
  return `must not contain the bucket name, which belongs in config.bucket: set it to ${right.join('/')}`;
};

/**
 * Returns the host of a well-known provider without the bucket's name in front; undefined for any
 * other host.
 */
const providersHost = (host: string, bucket: string): string | undefined => {
  const below = host.startsWith(`${bucket}.`) ? host.slice(bucket.length + 1) : '';
  return [below, host, host.slice(host.indexOf('.') + 1)].find(isProvider);
};
