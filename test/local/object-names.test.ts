import { describe, expect, test } from 'vitest';
import { foldedPath, pathsFor, recordNameOf } from '../../local/buckets/object-names.ts';

const best = (key: string, platform: NodeJS.Platform = 'linux') => pathsFor(key, platform)[0];

test.each([
  '2026-11-29T10:00:00.000Z_evt_1.json',
  'year=2026/month=11/evt.json',
  '.hidden',
  'a..b/c.',
  'ü/日本 語.json',
  'a%2Fb*?"<>|',
])('the key %j is the name of its file', (key) => {
  expect(best(key)).toBe(key);
});

test.each([
  ['a/../b.json', /^a%2F\.\.%2Fb\.json~[0-9a-f]{16}\.json$/],
  ['..', /^%2E\.~[0-9a-f]{16}$/],
  ['./a', /^%2E%2Fa~[0-9a-f]{16}$/],
  ['/a.csv', /^%2Fa\.csv~[0-9a-f]{16}\.csv$/],
  ['a//b', /^a%2F%2Fb~[0-9a-f]{16}$/],
  ['a/', /^a%2F~[0-9a-f]{16}$/],
  ['a\0b', /^a%00b~[0-9a-f]{16}$/],
  ['\ud800', /^%EF%BF%BD~[0-9a-f]{16}$/],
])('the key %j names no file, and gets a substitute', (key, name) => {
  expect(best(key)).toMatch(name);
});

test.each(['a:b', 'a?', 'dir./b', 'b ', 'x/aux.json', 'COM1', 'a\\b', 'a\nb', 'a*'])(
  'Windows rejects %j, other systems accept it',
  (key) => {
    expect(best(key)).toBe(key);
    expect(best(key, 'win32')).toMatch(/^[\w%.~-]+$/);
    expect(best(key, 'win32')).toContain('~');
  },
);

describe('substitutes', () => {
  const long = `${'é'.repeat(500)}/../x.json`;

  test('are short enough for any file system, for every key', () => {
    for (const path of pathsFor(long, 'linux')) {
      expect(Buffer.byteLength(path)).toBeLessThanOrEqual(255);
      expect(path).toMatch(/^[\w%.~-]+\.json$/);
    }
  });

  test('differ from each other, and from those of other keys', () => {
    const all = [long, `${long}.json`, 'a//b', 'a/'].flatMap((key) => pathsFor(key, 'linux'));
    expect(new Set(all).size).toBe(all.length);
  });
});

test.each([
  ['A/ä.JSON', 'a/Ä.json'],
  ['\u00e9', 'e\u0301'],
  ['straße', 'STRASSE'],
])('%j and %j may be one file', (one, other) => {
  expect(foldedPath(one)).toBe(foldedPath(other));
});

test('a metadata file is named by its key’s hash, and is not a JSON file', () => {
  expect(recordNameOf('a/../b.json')).toMatch(/^[0-9a-f]{64}\.meta$/);
});
