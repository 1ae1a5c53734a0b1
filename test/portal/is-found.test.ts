import { expect, test } from 'vitest';
import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { isFound } from '../../portal/destinations/is-found.ts';

const destination = {
  target: 'acme-events in eu-west-1',
  topics: ['orders', 'users'],
  config: { bucket: 'acme-events', prefix: 'Shop/' },
  disabled_at: null,
  verification: { status: 'failed' },
} as unknown as DestinationBody;

test.each(['', 'acme', 'ORDERS', 'shop/', 'failing', 'orders  eu-west', ' users '])(
  '“%s” finds a destination',
  (text) => {
    expect(isFound(destination, text)).toBe(true);
  },
);

test.each(['invoices', 'acme verified', 'undefined'])('“%s” does not find it', (text) => {
  expect(isFound(destination, text)).toBe(false);
});
