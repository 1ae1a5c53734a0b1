import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { EndpointError, isPublicAddress } from './endpoint.ts';

/**
 * Creates a `lookup` for sockets that rejects hosts with any address that is not public. It
 * checks the addresses that the socket connects to, so a DNS answer that changes after a check
 * has no effect. Sockets call no lookup for a host that is already an IP address:
 * endpoint.ts checks those.
 */
export const ssrfLookup =
  (addressesOf: DnsLookup, isPublic = isPublicAddress): LookupFunction =>
  (hostname, options, callback) => {
    addressesOf(hostname).then(
      (addresses) => {
        const [first] = addresses;
        const arePublic = addresses.every(({ address }) => isPublic(address));
        if (!first || !arePublic) {
          callback(new EndpointError('must resolve to a public address'), []);
        } else if (options.all) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error) => callback(error, []),
    );
  };

/** Resolves a host to its addresses. Rejects with the cause when the host has none. */
export type DnsLookup = (hostname: string) => Promise<LookupAddress[]>;

/**
 * Two tries, the first of 700 ms and the second of twice that. Both fit within the connect
 * timeout.
 */
const resolverOptions = { timeout: 700, tries: 2 };

/**
 * Queries name servers for a host's addresses. `dns.lookup` is unsuitable: it also resolves names
 * local to the machine, and each call holds one of the four threads that the whole process shares
 * for as long as a customer's name server takes to answer
 * (https://nodejs.org/api/dns.html#implementation-considerations).
 */
export const dnsLookup =
  (resolver: Pick<Resolver, 'resolve4' | 'resolve6'> = new Resolver(resolverOptions)): DnsLookup =>
  async (hostname) => {
    const results = await Promise.allSettled([
      resolver.resolve4(hostname).then(ofFamily(4)),
      resolver.resolve6(hostname).then(ofFamily(6)),
    ]);
    const addresses = results.flatMap((result) =>
      result.status === 'fulfilled' ? result.value : [],
    );
    const failures = results.flatMap((result) =>
      result.status === 'rejected' ? [result.reason] : [],
    );
    // The host does not exist only if both address families report so. Any other failure takes
    // precedence.
    const failure = failures.find(({ code }) => !isNoHost(code)) ?? failures[0];
    if (addresses.length === 0 && failure) throw failure;
    return addresses;
  };

/** Whether a failure means that the host does not exist. Other failures may be temporary. */
export const isNoHost = (code: string | undefined): boolean =>
  code === 'ENOTFOUND' || code === 'ENODATA';

const ofFamily = (family: 4 | 6) => (addresses: readonly string[]) =>
  addresses.map((address) => ({ address, family }));
