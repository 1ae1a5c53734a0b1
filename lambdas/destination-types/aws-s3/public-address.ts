import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

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

/** Normalises IPv6 as the URL standard does: ipaddr.js takes ::8.8.8.8 for ::ffff:8.8.8.8. */
const inHexadecimal = (address: string): string =>
  isIP(address) === 6 ? new URL(`http://[${address}]`).hostname.slice(1, -1) : address;
