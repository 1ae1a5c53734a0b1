import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bundleAll } from '../../lib/constructs/bundles.ts';
import { withSourcePositions } from '../../lib/source-positions.ts';

it('positions in a bundle become positions in the source files', async () => {
  const folder = join(process.env.WAYBILL_BUNDLES ?? bundleAll(), 'verifier');
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
