import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** RFC 4291 section 2.4 and IANA: all global unicast addresses handed out so far lie in here. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an IP address belongs to the public internet: in no range of IANA's registries of
 * special-purpose addresses (RFC 6890), such as private, loopback, link-local (where the instance
 * metadata services live), unique-local, carrier-grade NAT, multicast, documentation or reserved
 * ones. IPv4-mapped IPv6 addresses count as what they map; those that wrap IPv4 in another way
 * (NAT64, 6to4, Teredo) are never public.
 */
export const isPublicAddress = (address: string): boolean => {
  // One spelling only: 010.0.0.1 is 8.0.0.1 or 10.0.0.1, and a zone (%eth0) chooses the interface.
  if (isIP(address) === 0 || address.includes('%')) return false;
  const actual = ipaddr.process(inHexadecimal(address));
  return actual.range() === 'unicast' && (actual.kind() === 'ipv4' || actual.match(globalUnicast));
};

/** IPv6 as the URL standard spells it: ipaddr.js takes ::8.8.8.8 for ::ffff:8.8.8.8. */
const inHexadecimal = (address: string): string =>
  isIP(address) === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
