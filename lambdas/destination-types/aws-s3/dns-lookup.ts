import type { LookupAddress } from 'node:dns';
import { Resolver } from 'node:dns/promises';

/** Gives the addresses of a host; rejects with the cause when it has none. */
export type DnsLookup = (hostname: string) => Promise<LookupAddress[]>;

/** Twice 700 ms, the second time doubled, leave some of the time there is to connect. */
const patience = { timeout: 700, tries: 2 };

/**
 * Asks name servers for a host's addresses. `dns.lookup` would know names of this machine, too, and
 * it holds one of the four threads that all of a process share (for its other lookups, too) for as
 * long as a customer's name server likes
 * (https://nodejs.org/api/dns.html#implementation-considerations).
 */
export const dnsLookup =
  (resolver: Pick<Resolver, 'resolve4' | 'resolve6'> = new Resolver(patience)): DnsLookup =>
  async (hostname) => {
    const answers = await Promise.allSettled([
      resolver.resolve4(hostname).then(ofFamily(4)),
      resolver.resolve6(hostname).then(ofFamily(6)),
    ]);
    const addresses = answers.flatMap((answer) =>
      answer.status === 'fulfilled' ? answer.value : [],
    );
    const failures = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [answer.reason] : [],
    );
    // Only when neither kind of address is there, and no question stayed open, there is no host.
    const failure = failures.find(({ code }) => !isNoHost(code)) ?? failures[0];
    if (addresses.length === 0 && failure) throw failure;
    return addresses;
  };

/** Whether a failure says that there is no such host; others may pass. */
export const isNoHost = (code: string | undefined): boolean =>
  code === 'ENOTFOUND' || code === 'ENODATA';

const ofFamily = (family: 4 | 6) => (addresses: readonly string[]) =>
  addresses.map((address) => ({ address, family }));
