import { expect, test } from 'vitest';
import { editDistance, nearest, nearestMember } from '../../../lambdas/platform/json/nearest.ts';

test.each([
  ['', '', 0],
  ['', 'abc', 3],
  ['abc', '', 3],
  ['abc', 'abc', 0],
  ['abc', 'abd', 1],
  ['abc', 'acb', 1],
  ['abc', 'xabc', 1],
  ['kitten', 'sitting', 3],
])('the distance from %j to %j is %i', (a, b, changes) => {
  expect(editDistance(a, b)).toBe(changes);
});

test('a text of more than 64 characters is not compared', () => {
  expect(editDistance('a'.repeat(64), 'a'.repeat(63))).toBe(1);
  expect(editDistance('a'.repeat(65), 'a'.repeat(64))).toBe(Number.POSITIVE_INFINITY);
});

const KNOWN = ['tenant_id', 'topics', 'time', 'destination_id'];

test.each([
  ['tenantId', 'tenant_id'],
  ['destination', 'destination_id'],
  ['topcis', 'topics'],
  ['tiem', 'time'],
  ['type', undefined],
  ['t'.repeat(100_000), undefined],
])('the known member meant by %s is %s', (name, meant) => {
  expect(nearestMember(name, KNOWN)).toBe(meant);
});

test.each([
  ['Topisc', 'topics'],
  ['color', undefined],
  ['t'.repeat(100_000), undefined],
])('the known word closest to %s is %s', (word, closest) => {
  expect(nearest(word, KNOWN)).toBe(closest);
});
