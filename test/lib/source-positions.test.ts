import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { expect, it, onTestFinished } from 'vitest';
import { BUNDLING } from '../../lib/constructs/bundles.ts';
import { withSourcePositions } from '../../lib/source-positions.ts';

it('positions in a bundle become positions in the source files', async () => {
  await mkdir(BUNDLING.outdir, { recursive: true });
  const outdir = await mkdtemp(join(BUNDLING.outdir, 'waybill-positions-'));
  onTestFinished(() => rm(outdir, { recursive: true }));
  const entryPoints = [join(BUNDLING.absWorkingDir, 'lambdas/verifier.ts')];
  await build({ ...BUNDLING, entryPoints, outdir });
  const folder = join(outdir, 'verifier');
  const { handler } = await import(join(folder, 'index.mjs'));
  const error: Error = await handler({ Records: [] }, {}).catch((cause: unknown) => cause);
  expect(error.stack).toMatch(/at readEnvironment \(.*index\.mjs:\d+:\d+\)/);
  const map = await readFile(join(folder, 'index.mjs.map'), 'utf8');
  expect(withSourcePositions(error.stack ?? '', new Map([['index.mjs', map]]))).toMatch(
    /at readEnvironment \(lambdas\/platform\/aws\/env-schema\.ts:\d+:\d+\)\n.*lambdas\/platform\/aws\/lazy-handler\.ts:\d+:\d+/,
  );
});

it('a text without positions stays as it is', () => {
  const map = JSON.stringify({ version: 3, sources: [], names: [], mappings: '' });
  const maps = new Map([['index.mjs', map]]);
  for (const position of ['index.mjs:1:1', 'placement-A1B2.mjs:1:1']) {
    expect(withSourcePositions(`{"message":"at ${position}"}`, maps)).toContain(position);
  }
});
