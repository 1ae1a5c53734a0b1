import { isIP } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/**
 * Names without a place in the public DNS: RFC 6761 (localhost, test, invalid), RFC 6762 (local),
 * RFC 7686 (onion), RFC 8375 (home.arpa), RFC 9476 (alt), and `internal`, which ICANN has set
 * aside for private networks. AWS names instances below it, and cloud metadata services as well.
 */
const local = /(?:^|\.)(?:localhost|test|invalid|local|onion|home\.arpa|alt|internal)$/;

/**
 * What is wrong with an endpoint's host, as words that read on from `config.endpoint`. An address
 * is judged here; a name only by itself, and again by what it resolves to, see public-lookup.ts.
 *
 * @param hostname as the URL parser gives it: it has turned 0x7f.1 and 2130706433 into 127.0.0.1
 */
export const hostFault = (hostname: string): string | undefined => {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) return isPublicAddress(host) ? undefined : 'must be a public address';
  const name = host.replace(/\.$/, '');
  return name.includes('.') && !local.test(name)
    ? undefined
    : 'must have a host name of the public internet, such as s3.example.com';
};
