import { expect, test } from 'vitest';
import type { DestinationBody } from '../../lambdas/destinations/destination-body.ts';
import { isFound } from '../../portal/destinations/is-found.ts';

const destination = {
  id: 'des_1',
  target: 'my-bucket in us-east-1',
  config: { bucket: 'my-bucket', prefix: 'events/' },
  topics: ['orders', 'payments.settled'],
  disabled_at: null,
  verification: { status: 'failed' },
} as unknown as DestinationBody;

test.each(['', 'my-bucket', 'EAST', ' events/ ', 'payments', 'failing', 'des_1'])(
  'a search for "%s" finds the destination',
  (text) => {
    expect(isFound(destination, text)).toBe(true);
  },
);

test.each(['archive', 'verified', 'all topics'])('a search for "%s" does not', (text) => {
  expect(isFound(destination, text)).toBe(false);
});

test('a destination of all topics is found as such', () => {
  expect(isFound({ ...destination, topics: ['*'] }, 'all topics')).toBe(true);
});
