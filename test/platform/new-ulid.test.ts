import { decodeTime } from 'ulid';
import { expect, test } from 'vitest';
import { newUlid } from '../../lambdas/platform/new-ulid.ts';

const AT = new Date('2026-11-22T10:00:00.123Z');

test('a ULID encodes its time, and 80 random bits', () => {
  const id = newUlid(AT);
  expect(id).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
  expect(decodeTime(id)).toBe(AT.getTime());
});

test('ULIDs of one time differ, and use all characters at each random place', () => {
  const ids = Array.from({ length: 3_000 }, () => newUlid(AT));
  expect(new Set(ids).size).toBe(ids.length);
  for (let place = 10; place < 26; place += 1) {
    expect(new Set(ids.map((id) => id[place])).size).toBe(32);
  }
});
