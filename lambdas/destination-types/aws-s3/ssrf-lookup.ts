import type { LookupFunction } from 'node:net';
import type { DnsLookup } from './dns-lookup.ts';
import { EndpointError } from './endpoint-error.ts';
import { isPublicAddress } from './public-address.ts';

/**
 * A `lookup` for sockets that refuses hosts with any address that is not public. It judges the very
 * answer that is connected to, so that a DNS answer changed in between does not help. Sockets call
 * no lookup for a host that is an address already: that is endpoint-host.ts's part.
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
