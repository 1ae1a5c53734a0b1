import { describe, expect, it } from 'vitest';
import { internet, s3Clients } from '../../../lambdas/destination-types/aws-s3/s3-clients.s3.ts';
import { accessKey, aPlace, open } from './builders.ts';

const clientFor = s3Clients(open, internet());
const place = aPlace({ endpoint: 'https://s3.example.com' });

describe('the client of a place', () => {
  it('is kept, whatever else the place is', () => {
    const other = { ...place, config: { ...place.config, bucket: 'other', key_template: "'x'" } };
    expect(clientFor(other)).toBe(clientFor(place));
  });

  it.each([
    ['region', { ...place, config: { ...place.config, region: 'auto' } }],
    ['endpoint', { ...place, config: { ...place.config, endpoint: 'https://s3.example.org' } }],
    ['key', { ...place, credentials: { ...accessKey, key: 'other' } }],
    ['secret', { ...place, credentials: { ...accessKey, secret: 'other' } }],
    ['session', { ...place, credentials: { ...accessKey, session: 'other' } }],
  ])('is another one when the %s is another', (_, other) => {
    expect(clientFor(other)).not.toBe(clientFor(place));
  });
});
