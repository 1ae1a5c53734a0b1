import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { EndpointError } from '../../../lambdas/destination-types/aws-s3/endpoint.ts';
import { ssrfLookup } from '../../../lambdas/destination-types/aws-s3/ssrf-lookup.ts';

type Answer = readonly [
  error: Error | null,
  address: string | LookupAddress[],
  family?: number | undefined,
];

/** What the lookup returns to a socket when the host's name resolves to `addresses`. */
const lookUp = (addresses: LookupAddress[], all = false): Promise<Answer> =>
  new Promise((resolve) => {
    const lookup = ssrfLookup(async () => addresses);
    lookup('s3.example.com', { all }, (...answer) => resolve(answer));
  });

const open: LookupAddress = { address: '8.8.8.8', family: 4 };
const alsoOpen: LookupAddress = { address: '2606:4700::1', family: 6 };
const closed: LookupAddress = { address: '10.0.0.1', family: 4 };

describe('looking up a host', () => {
  it('returns its first address', async () => {
    expect(await lookUp([open, alsoOpen])).toEqual([null, '8.8.8.8', 4]);
  });

  it('returns all its addresses to a socket that asks for all', async () => {
    expect(await lookUp([open, alsoOpen], true)).toEqual([null, [open, alsoOpen]]);
  });

  it.each([
    ['one', [closed]],
    ['any', [open, closed]],
    ['a wrapped', [{ address: '::ffff:10.0.0.1', family: 6 }]],
  ])('is rejected when %s address is not public', async (_, addresses) => {
    expect((await lookUp(addresses))[0]).toBeInstanceOf(EndpointError);
    expect((await lookUp(addresses, true))[0]).toBeInstanceOf(EndpointError);
  });

  it('is rejected when there is no address', async () => {
    expect((await lookUp([]))[0]).toBeInstanceOf(EndpointError);
  });

  it('does not disclose the address', async () => {
    expect(String((await lookUp([closed]))[0])).not.toContain('10.0.0.1');
  });

  it('passes on the DNS error when the lookup fails', async () => {
    const failure = new Error('getaddrinfo ENOTFOUND');
    const lookup = ssrfLookup(() => Promise.reject(failure));
    const answer = await new Promise((resolve) => lookup('x', {}, (error) => resolve(error)));
    expect(answer).toBe(failure);
  });
});
