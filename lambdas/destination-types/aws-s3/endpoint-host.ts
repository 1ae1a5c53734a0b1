import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

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
export const hostError = (hostname: string): string | undefined => {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return isPublicAddress(host) ? undefined : 'must be a public address';
  const name = host.replace(/\.$/, '');
  return name.includes('.') && !local.test(name)
    ? undefined
    : 'must have a host name of the public internet, such as s3.example.com';
};
