import type { LookupAddress, LookupAllOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { isPublicAddress } from './public-address.ts';

/** Refused before a connection is made: the host resolves to an address that is not public. */
export class NotPublicError extends Error {
  override readonly name = 'NotPublicError';
}

/** The part of `dns.lookup` that is used here. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * A `lookup` for sockets that refuses hosts with any address that is not public. It judges the very
 * answer that is connected to, so that a DNS answer changed in between does not help. Sockets call
 * no lookup for a host that is an address already: that is endpoint.ts's part.
 */
export const publicLookup =
  (resolve: Resolve): LookupFunction =>
  (hostname, options, callback) =>
    resolve(hostname, { ...options, all: true }, (error, addresses = []) => {
      const [first] = addresses;
      const isPublic = addresses.every(({ address }) => isPublicAddress(address));
      if (error) callback(error, []);
      else if (!first || !isPublic) callback(new NotPublicError(), []);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
