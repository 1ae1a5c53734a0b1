import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Written in two parts, so that this file does not contain the phrases. cspell flags words only. */
const PHRASES = [
  ['in', 'vain'],
  ['put', 'aside'],
  ['made', 'good'],
  ['sees', 'to'],
  ['to the', 'letter'],
  ['for', 'ever'],
  ['in the same', 'words'],
  ['given', 'up'],
  ['gave', 'up'],
  ['cut', 'short'],
  ['on', 'record'],
  ['at the', 'most'],
  ['by', 'heart'],
  ['log', 'table'],
  ['tell', 'apart'],
  ['goes', 'well'],
  ['whatever', 'it is'],
].map((parts) => parts.join(' '));

const FORBIDDEN = new RegExp(String.raw`\b(?:${PHRASES.join('|')})\b`, 'i');

const NOT_OURS = new Set(['THIRD-PARTY-NOTICES.md']);

const files = [
  ...globSync('{bench,bin,cli,docs,lambdas,lib,local,test}/**/*.{ts,mjs,md}', { cwd: root }),
  ...globSync('*.md', { cwd: root }).filter((file) => !NOT_OURS.has(file)),
];

test('no file contains a phrase that readers would have to learn', () => {
  const found = files.flatMap((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        FORBIDDEN.test(line) ? [`${file}:${index + 1} ${line.trim()}`] : [],
      ),
  );
  expect(found).toEqual([]);
});
