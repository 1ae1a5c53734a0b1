import { expect, test } from 'vitest';
import { statusOf } from '../../portal/status.ts';

const block = { at: '2026-11-30T08:00:00Z', code: 'AccessDenied', message: 'Access Denied' };
const fine = { disabled_at: null, verification: { status: 'verified' } } as const;

test.each([
  ['disabled', { ...fine, disabled_at: '2026-11-30T08:00:00Z', blocked: block }],
  ['blocked', { ...fine, blocked: block, verification: { status: 'failed' } }],
  ['failing', { ...fine, verification: { status: 'failed' } }],
  ['checking', { ...fine, verification: { status: 'pending' } }],
  ['verified', fine],
] as const)('the first condition that applies decides the status: %s', (status, destination) => {
  expect(statusOf(destination)).toBe(status);
});
