import { expect, test } from 'vitest';
import { healthOf } from '../../portal/destination/health.ts';

const state = { disabled_at: null, verification: { status: 'verified' as const, code: 'OK' } };
const delivered = (time: string) => ({ time, code: 'OK' });
const failed = (time: string) => ({
  time,
  code: 'AccessDenied',
  response_data: { error: 'Access Denied' },
});
const EARLIER = '2026-11-30T08:00:00.000Z';
const LATER = '2026-11-30T09:00:00.000Z';

test('a destination without attempts waits for its check, then for its first event', () => {
  const pending = { ...state, verification: { status: 'pending' as const } };
  expect(healthOf(pending, undefined, undefined)).toMatchObject({ cause: 'checking' });
  expect(healthOf(state, undefined, undefined)).toEqual({ cause: 'nothing' });
});

test('the newest attempt decides the health', () => {
  expect(healthOf(state, delivered(LATER), failed(EARLIER))).toEqual({ cause: 'arriving' });
  expect(healthOf(state, delivered(EARLIER), failed(LATER))).toEqual({
    cause: 'attempt',
    since: LATER,
    code: 'AccessDenied',
    message: 'Access Denied',
  });
});

test('a failed check overrides an earlier delivery', () => {
  const verification = {
    status: 'failed' as const,
    code: 'NoSuchBucket',
    message: 'The bucket does not exist',
    checked_at: LATER,
  };
  expect(healthOf({ ...state, verification }, delivered(EARLIER), undefined)).toEqual({
    cause: 'verification',
    since: LATER,
    code: 'NoSuchBucket',
    message: 'The bucket does not exist',
  });
});

test('a block is the cause, unless the tenant has disabled the destination', () => {
  const blocked = { at: EARLIER, code: 'NoSuchBucket', message: 'none' };
  expect(healthOf({ ...state, blocked }, undefined, failed(LATER))).toMatchObject({
    cause: 'blocked',
    since: EARLIER,
    code: 'NoSuchBucket',
  });
  expect(healthOf({ ...state, blocked, disabled_at: LATER }, undefined, undefined)).toEqual({
    cause: 'disabled',
    since: LATER,
  });
});
