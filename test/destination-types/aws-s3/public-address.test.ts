import { describe, expect, it } from 'vitest';
import { isPublicAddress } from '../../../lambdas/destination-types/aws-s3/public-address.ts';
import { mapped, specialRanges } from './special-ranges.ts';

const isIPv4 = (address: string) => address.includes('.');

describe.each(specialRanges)('the range $range, $meaning', ({ ends, beside }) => {
  it.each(ends)('is not public at its end %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(beside)('has the public neighbour %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each(ends.filter(isIPv4).flatMap(mapped))('is not public as %s either', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(beside.filter(isIPv4).flatMap(mapped))('has the public neighbour %s', (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });
});

describe('an address', () => {
  it.each(['8.8.8.8', '52.216.1.1', '2606:4700::1', '2a05:d050::1', '2001:4860:4860::8888'])(
    '%s is public',
    (address) => {
      expect(isPublicAddress(address)).toBe(true);
    },
  );

  it.each([
    ...['64:ff9b::8.8.8.8', '2002:808:808::', '2001:0:808:808::', '::8.8.8.8', '::ffff:0:8.8.8.8'],
  ])('that embeds a public one in an unmapped form is not public: %s', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });

  it.each(['2606:4700::1%eth0', 'fe80::1%1', '::ffff:8.8.8.8%lo'])(
    'with an interface name is not public: %s',
    (address) => {
      expect(isPublicAddress(address)).toBe(false);
    },
  );

  it.each([
    ...['8.8.8', '134744072', '0x8080808', '010.8.8.8', '8.8.8.8.8', '8.8.8.8/8', '[2606:4700::1]'],
    ...['', 'localhost', '8.8.8.8 ', '８.8.8.8'],
  ])('in another spelling is not public: %j', (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
