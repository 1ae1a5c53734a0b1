import { isIP } from 'node:net';
import type { WriterSettings } from '../destination-type.ts';
import { isPublicAddress } from './public-address.ts';

/**
 * What is wrong with a custom endpoint, as words that read on from `config.endpoint`. It is a door
 * into our network: only https to a public address, but where private endpoints are allowed.
 * A host name is judged when it is resolved, see public-lookup.ts; an address is judged here.
 */
export const endpointFault = (
  endpoint: string,
  { allowPrivateEndpoints }: WriterSettings,
): string | undefined => {
  // The parser would mend spaces, line breaks and backslashes in silence.
  const url = /^[!-~]{1,2048}$/.test(endpoint) ? URL.parse(endpoint) : null;
  if (url === null || endpoint.includes('\\')) {
    return 'must be an absolute URL such as https://s3.example.com';
  }
  if (url.username !== '' || url.password !== '') return 'must not hold a user name or password';
  if (/[?#]/.test(endpoint)) return 'must not have a query or a fragment';
  if (!isWeb(url, allowPrivateEndpoints)) return 'must begin with https://';
  return allowPrivateEndpoints || !isPrivateLiteral(url)
    ? undefined
    : 'must not be an address that is not public';
};

const isWeb = ({ protocol }: URL, allowPlain: boolean): boolean =>
  protocol === 'https:' || (allowPlain && protocol === 'http:');

// The URL parser has already turned 0x7f.1 and 2130706433 into 127.0.0.1.
const isPrivateLiteral = ({ hostname }: URL): boolean => {
  const host = hostname.replace(/^\[|\]$/g, '');
  return isIP(host) !== 0 && !isPublicAddress(host);
};
