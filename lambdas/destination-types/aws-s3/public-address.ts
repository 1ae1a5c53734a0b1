import ipaddr from 'ipaddr.js';

/** RFC 4291 section 2.4 and IANA: all global unicast addresses handed out so far lie in here. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * Whether an IP address belongs to the public internet: not private, loopback, link-local (where
 * the instance metadata services live), unique-local, carrier-grade NAT, multicast, documentation
 * or reserved. IPv4-mapped IPv6 addresses count as what they map; those that wrap IPv4 in another
 * way (NAT64, 6to4, Teredo) are never public.
 */
export const isPublicAddress = (address: string): boolean => {
  if (!ipaddr.isValid(address)) return false;
  const actual = ipaddr.process(address);
  return actual.range() === 'unicast' && (actual.kind() === 'ipv4' || actual.match(globalUnicast));
};
