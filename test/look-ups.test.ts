import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { lookUpsIn } from './support/look-ups.ts';

const ROOT = join(import.meta.dirname, '..');
const CONFIG = join(import.meta.dirname, 'support/tsconfig.look-ups.json');
const FOLDERS = ['lambdas', 'cli', 'local', 'lib', 'bin'];
const compiles = { timeout: 120_000 };

test(
  'a key of arbitrary text is never looked up in an object without an own-property check',
  compiles,
  () => {
    const lookUps = lookUpsIn(ROOT, CONFIG, (path) =>
      FOLDERS.some((folder) => path.startsWith(`${folder}/`)),
    );
    expect(lookUps).toEqual([]);
  },
);

const SOURCE = `
declare const map: Record<string, string>;
declare const list: string[];
declare const key: string;
declare const place: number;
declare const name: 'a' | 'b';
declare const loose: any;
export const found = [map[key], map[\`\${key}\`], map[loose], key in map, Object.assign({}, map)];
export const sound = [map.a, map['a'], map[name], list[place], 'a' in map, Object.assign({}, { a: 1 })];
export const guarded = [
  Object.hasOwn(map, key) ? map[key] : 1,
  Object.hasOwn(map, key) && map[key] === 'a',
  Object.hasOwn(loose, key) ? map[key] : 2,
];
export function generic<Key extends string>(object: Record<string, string>, key: Key) {
  object[key] = 'set';
}
`;

test('a look-up is found by the type of its key', compiles, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'look-ups-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const config = join(folder, 'tsconfig.json');
  await writeFile(join(folder, 'source.ts'), SOURCE);
  await writeFile(config, '{"compilerOptions":{"strict":true,"lib":["es2024"],"types":[]}}');
  expect(lookUpsIn(folder, config, (path) => path === 'source.ts')).toEqual(
    [
      'map[key]',
      'map[`$' + '{key}`]',
      'map[loose]',
      'key in map',
      'Object.assign({}, map)',
      'map[key]',
      'object[key]',
    ].map((text) => `source.ts: ${text}`),
  );
});
