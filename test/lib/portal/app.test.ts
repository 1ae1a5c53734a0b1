import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildSync } from 'esbuild';
import { expect, test } from 'vitest';
import { APP_BUNDLING } from '../../../lib/portal/app.ts';

/** Kilobytes, gzip: what a visitor waits for over a slow connection. */
const BUDGETS = new Map([
  ['.js', 40],
  ['.css', 8],
]);

const { outputFiles, metafile } = buildSync({
  ...APP_BUNDLING,
  outdir: 'portal',
  write: false,
  metafile: true,
});

test('the browser code is one script and one style sheet, with hashes in their names', () => {
  const names = Object.keys(metafile.outputs).toSorted(
    (a, b) => extname(a).length - extname(b).length,
  );
  expect(names).toEqual([
    expect.stringMatching(/^portal\/app-\w{8}\.js$/),
    expect.stringMatching(/^portal\/app-\w{8}\.css$/),
  ]);
});

test.each([...BUDGETS])('the %s file has at most %d kB gzip', (extension, kilobytes) => {
  const file = outputFiles.find(({ path }) => extname(path) === extension);
  const bytes = gzipSync(file?.contents ?? '', { level: 9 }).length;
  expect(bytes).toBeLessThanOrEqual(kilobytes * 1000);
});

test('the browser code contains no package but Preact, and no address of another origin', () => {
  const packages = Object.keys(metafile.inputs).flatMap(
    (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  expect(new Set(packages)).toEqual(new Set(['preact']));
  // Names of XML namespaces are not addresses.
  const addresses = outputFiles.flatMap(
    ({ text }) => text.match(/https?:\/\/(?!www\.w3\.org\/)[\w.-]+/g) ?? [],
  );
  expect(addresses).toEqual([]);
});
