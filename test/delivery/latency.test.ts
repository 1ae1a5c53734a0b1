import { expect, test } from 'vitest';
import { latencyClass, throttleSignal, timeoutFor } from '../../lambdas/delivery/latency.ts';
import type { DeliveryResult } from '../../lambdas/destination-types/destination-type.ts';

const DELIVERED: DeliveryResult = { kind: 'delivered', code: 'OK', response: {} };
const REFUSED: DeliveryResult = {
  kind: 'rejected',
  code: 'AccessDenied',
  message: 'Access Denied',
};
const failed = (code: string): DeliveryResult => ({ kind: 'retry', code, message: 'Later.' });

test.each([
  ['delivered in time', DELIVERED, 150, false, 'primary'],
  ['rejected in time', REFUSED, 150, false, 'primary'],
  ['a connection that failed at once', failed('connection'), 5, false, 'primary'],
  ['delivered late', DELIVERED, 8_000, false, 'slow'],
  ['rejected late', REFUSED, 2_000, false, 'slow'],
  ['a connection that failed late', failed('connection'), 5_000, false, 'slow'],
  ['throttled at once', failed('SlowDown'), 5, false, 'overloaded'],
  ['no response at all', failed('timeout'), 15_000, false, 'overloaded'],
  ['no response within the primary-queue timeout', failed('timeout'), 2_000, true, 'cut'],
  ['delivered as the timeout expired', DELIVERED, 2_001, true, 'slow'],
  ['rejected as the timeout expired', REFUSED, 2_001, true, 'slow'],
] as const)('%s', (_what, result, tookMs, isTimedOut, latency) => {
  expect(latencyClass('aws_s3', result, { tookMs, timeoutMs: 2_000, isTimedOut })).toBe(latency);
});

test.each([
  [0, 2_000],
  [1, 2_001],
  [262_144, 2_263],
  [5_000_000, 7_000],
])('the timeout for %i bytes is %i ms', (bytes, ms) => {
  expect(timeoutFor(bytes, 2_000)).toBe(ms);
});

test.each([
  ['cut', false, 'deferred'],
  ['overloaded', false, 'overloaded'],
  ['slow', true, 'succeeded'],
  ['primary', true, 'succeeded'],
  ['primary', false, undefined],
  ['none', false, undefined],
] as const)(
  'latency class %s (delivered: %s) gives the signal %s',
  (latency, delivered, pressure) => {
    expect(throttleSignal(latency, delivered)).toBe(pressure);
  },
);
