import { expect, test } from 'vitest';
import { enableChange, resetFailures } from '../../lambdas/destinations/change-destination.ts';
import type { Destination } from '../../lambdas/destinations/destination.ts';
import { aDestination, NOW } from '../support/builders.ts';

const failing = (given: Partial<Destination> = {}) =>
  aDestination({ failures: 60, rejections: 2, failing_since: NOW.toISOString(), ...given });

test('failures that nobody was told of are forgotten', () => {
  expect(resetFailures(failing())).toEqual(aDestination());
});

test('of failures that operators know of, their end is still to be told', () => {
  expect(resetFailures(failing({ alerted: 50 }))).toEqual(
    aDestination({ failing_since: NOW.toISOString(), alerted: 0 }),
  );
});

test('of a block, too', () => {
  const blocked = { at: NOW.toISOString(), code: 'AccessDenied', message: 'Access Denied' };
  expect(resetFailures(failing({ blocked }))).toEqual(
    aDestination({ failing_since: NOW.toISOString(), blocked }),
  );
});

test('a destination that is enabled again begins anew', async () => {
  const disabled = failing({ alerted: 100, disabled_at: NOW.toISOString() });
  expect(await enableChange(disabled)).toEqual({ ...resetFailures(disabled), disabled_at: null });
});

test('one that was enabled stays as it is', async () => {
  const before = failing();
  expect(await enableChange(before)).toBe(before);
});
