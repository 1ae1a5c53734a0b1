import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type DnsLookup,
  dnsLookup,
} from '../../../lambdas/destination-types/aws-s3/ssrf-lookup.ts';
import { type NameServer, startNameServer } from '../../support/name-server.ts';

const records: Readonly<Record<string, readonly string[]>> = {
  's3.example.com': ['8.8.8.8', '2606:4700::1', '8.8.4.4'],
  'four.example.com': ['8.8.8.8'],
  'six.example.com': ['2606:4700::1'],
};

let nameServer: NameServer;
let addressesOf: DnsLookup;
beforeAll(async () => {
  nameServer = await startNameServer((hostname) => records[hostname] ?? []);
  addressesOf = dnsLookup(nameServer.resolver);
});
afterAll(() => nameServer.stop());

describe("a host's addresses", () => {
  it('contain IPv4 and IPv6', async () => {
    expect(await addressesOf('s3.example.com')).toEqual([
      { address: '8.8.8.8', family: 4 },
      { address: '8.8.4.4', family: 4 },
      { address: '2606:4700::1', family: 6 },
    ]);
  });

  it.each([
    ['four.example.com', '8.8.8.8', 4],
    ['six.example.com', '2606:4700::1', 6],
  ])('may be of one address family: %s', async (hostname, address, family) => {
    expect(await addressesOf(hostname)).toEqual([{ address, family }]);
  });

  it('of a host that does not exist fail with a cause', async () => {
    await expect(addressesOf('no.example.com')).rejects.toMatchObject({ code: 'ENOTFOUND' });
  });

  it('fail when the query for one address family is not answered', async () => {
    const none = Object.assign(new Error(), { code: 'ENODATA' });
    const late = Object.assign(new Error(), { code: 'ETIMEOUT' });
    const resolver = { resolve4: () => Promise.reject(none), resolve6: () => Promise.reject(late) };
    await expect(dnsLookup(resolver)('store.example.com')).rejects.toBe(late);
  });

  it.each(['localhost', '127.0.0.1', '2130706433'])(
    'come from name servers, not from local names: %s',
    async (hostname) => {
      await expect(addressesOf(hostname)).rejects.toMatchObject({ code: 'ENOTFOUND' });
      expect(nameServer.asked).toContain(hostname);
    },
  );
});
