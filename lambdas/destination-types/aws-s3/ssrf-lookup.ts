import type { LookupFunction } from 'node:net';
import type { DnsLookup } from './dns-lookup.ts';
import { EndpointError } from './endpoint-error.ts';
import { isPublicAddress } from './public-address.ts';

/**
 * Creates a `lookup` for sockets that rejects hosts with any address that is not public. It
 * checks the addresses that the socket connects to, so a DNS answer that changes after a check
 * has no effect. Sockets call no lookup for a host that is already an IP address:
 * endpoint-host.ts checks those.
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
