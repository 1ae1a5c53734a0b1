/**
 * Hosts of well-known providers that support path-style addressing and also serve each bucket
 * from a subdomain. Their dashboards show that subdomain, or this host with the bucket as its
 * path.
 */
const providers: readonly RegExp[] = [
  /^[a-z0-9-]+\.digitaloceanspaces\.com$/,
  /^[0-9a-f]{32}\.(?:[a-z]+\.)?r2\.cloudflarestorage\.com$/,
  /^s3[.-](?!accesspoint|outposts|object-lambda|website)(?:[a-z0-9-]+\.)*amazonaws\.com(?:\.cn)?$/,
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
  return `must not name the bucket, which config.bucket does: set it to ${right.join('/')}`;
};

/**
 * Returns the host of a well-known provider without the bucket's name in front; undefined for any
 * other host.
 */
const providersHost = (host: string, bucket: string): string | undefined => {
  const below = host.startsWith(`${bucket}.`) ? host.slice(bucket.length + 1) : '';
  return [below, host, host.slice(host.indexOf('.') + 1)].find(isProvider);
};
