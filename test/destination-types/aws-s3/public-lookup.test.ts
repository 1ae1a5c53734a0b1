import type { LookupAddress } from 'node:dns';
import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../../lambdas/destination-types/aws-s3/public-address.ts';
import {
  NotPublicError,
  publicLookup,
} from '../../../lambdas/destination-types/aws-s3/public-lookup.ts';

describe('an address', () => {
  it.each(['8.8.8.8', '52.216.1.1', '2606:4700::1', '2a05:d050::1', '::ffff:8.8.8.8'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ...['10.0.0.1', '172.16.0.1', '172.31.255.255', '192.168.1.1', '127.0.0.1', '127.1.2.3'],
    ...['169.254.169.254', '169.254.170.2', '0.0.0.0', '100.64.0.1', '192.0.0.1', '198.18.0.1'],
    ...['192.0.2.1', '224.0.0.1', '240.0.0.1', '255.255.255.255'],
    ...['::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd00:ec2::254', 'fec0::1', 'ff02::1'],
    ...[
      '::ffff:10.0.0.1',
      '::ffff:169.254.169.254',
      '::127.0.0.1',
      '::10.0.0.1',
      '::7f00:1',
      '::808:808',
    ],
    ...[
      '64:ff9b::10.0.0.1',
      '64:ff9b:1::1',
      '2002:a00:1::',
      '2001::1',
      '2001:db8::1',
      '100::1',
      '4000::1',
    ],
    ...['', 'localhost', '8.8.8.8.8', '8.8.8.8/8'],
  ])('%s is not', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});

type Answer = readonly [
  error: Error | null,
  address: string | LookupAddress[],
  family?: number | undefined,
];

/** What a socket is told when the host's name resolves to `addresses`. */
const lookUp = (addresses: LookupAddress[], all = false): Promise<Answer> =>
  new Promise((resolve) => {
    const lookup = publicLookup((_hostname, _options, callback) => callback(null, addresses));
    lookup('s3.example.com', { all }, (...answer) => resolve(answer));
  });

const open: LookupAddress = { address: '8.8.8.8', family: 4 };
const alsoOpen: LookupAddress = { address: '2606:4700::1', family: 6 };
const closed: LookupAddress = { address: '10.0.0.1', family: 4 };

describe('looking a host up', () => {
  it('gives its first address', async () => {
    expect(await lookUp([open, alsoOpen])).toEqual([null, '8.8.8.8', 4]);
  });

  it('gives all its addresses to a socket that asks for all', async () => {
    expect(await lookUp([open, alsoOpen], true)).toEqual([null, [open, alsoOpen]]);
  });

  it.each([
    ['one', [closed]],
    ['any', [open, closed]],
    ['a wrapped', [{ address: '::ffff:10.0.0.1', family: 6 }]],
  ])('is refused when %s address is not public', async (_, addresses) => {
    expect((await lookUp(addresses))[0]).toBeInstanceOf(NotPublicError);
    expect((await lookUp(addresses, true))[0]).toBeInstanceOf(NotPublicError);
  });

  it('is refused when there is no address', async () => {
    expect((await lookUp([]))[0]).toBeInstanceOf(NotPublicError);
  });

  it('says nothing of the address', async () => {
    expect(String((await lookUp([closed]))[0])).not.toContain('10.0.0.1');
  });

  it('hands on what DNS says when it fails', async () => {
    const failure = new Error('getaddrinfo ENOTFOUND');
    const lookup = publicLookup((_hostname, _options, callback) => callback(failure, []));
    const answer = await new Promise((resolve) => lookup('x', {}, (error) => resolve(error)));
    expect(answer).toBe(failure);
  });
});
