import { expect, test } from 'vitest';
import { enableChange, resetFailures } from '../../lambdas/destinations/change-destination.ts';
import type { Destination } from '../../lambdas/destinations/destination.ts';
import { aDestination, NOW } from '../support/builders.ts';

const failing = (given: Partial<Destination> = {}) =>
  aDestination({
    consecutive_failures: 60,
    consecutive_rejections: 2,
    failing_since: NOW.toISOString(),
    ...given,
  });

test('a reset removes failures that no alert was emitted for', () => {
  expect(resetFailures(failing())).toEqual(aDestination());
});

test('a reset keeps the state of a recovery event that is due after an alert', () => {
  expect(resetFailures(failing({ last_alert_level: 50 }))).toEqual(
    aDestination({ failing_since: NOW.toISOString(), last_alert_level: 0 }),
  );
});

test('a reset keeps the state of a recovery event that is due after a block', () => {
  const blocked = { at: NOW.toISOString(), code: 'AccessDenied', message: 'Access Denied' };
  expect(resetFailures(failing({ blocked }))).toEqual(
    aDestination({ failing_since: NOW.toISOString(), blocked }),
  );
});

test('enabling a disabled destination resets its failures', async () => {
  const disabled = failing({ last_alert_level: 100, disabled_at: NOW.toISOString() });
  expect(await enableChange(disabled)).toEqual({ ...resetFailures(disabled), disabled_at: null });
});

test('enabling an enabled destination changes nothing', async () => {
  const before = failing();
  expect(await enableChange(before)).toBe(before);
});
