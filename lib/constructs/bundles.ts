import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Stack, Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type BuildOptions, buildSync } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');
const FUNCTIONS = join(ROOT, 'lambdas');

/** Inside the project, so that the paths in source maps do not depend on where it is checked out. */
const CACHE = join(ROOT, 'node_modules/.cache');

/** How the function files are bundled. */
export const BUNDLING = {
  absWorkingDir: ROOT,
  entryPoints: [join(FUNCTIONS, '*.ts')],
  outdir: CACHE,
  entryNames: '[name]/index',
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // The AWS SDK is bundled, as AWS recommends; its CommonJS builds are larger.
  mainFields: ['module', 'main'],
  // An ES import of `node:http` takes 40 ms of a cold start.
  alias: { 'node:http': join(FUNCTIONS, 'platform/http/node-http.ts') },
  // Identifiers stay, for readable stack traces: shorter ones would save 1 or 2 ms of a cold start.
  minifyWhitespace: true,
  minifySyntax: true,
  // Lambda receives no source maps: `--enable-source-maps` would take 13 ms of a cold start.
  sourcemap: 'external',
  sourcesContent: false,
  logLevel: 'warning',
} as const satisfies BuildOptions;

let folder: string | undefined;

/**
 * Bundles a function file of lambdas/ with its imports into one module. The first call bundles all
 * function files at once; the CDK's own bundling starts npx and esbuild for each. To reuse bundles
 * across processes, as the tests do, set `WAYBILL_BUNDLES` to the folder that {@link bundleAll}
 * returns.
 *
 * @param file the file's name without `.ts`
 */
export const bundleOf = (scope: Construct, file: string): Code => {
  // A stack that needs no bundling is only inspected, not deployed.
  if (!Stack.of(scope).bundlingRequired) return Code.fromAsset(FUNCTIONS);
  folder ??= process.env.WAYBILL_BUNDLES ?? bundleAll();
  const bundle = join(folder, file);
  keepSourceMap(scope, file, bundle);
  return Code.fromAsset(bundle, { exclude: ['*.map'] });
};

/** Copies a function's source map to the folder `source-maps` of the assembly (`cdk.out`). */
function keepSourceMap(scope: Construct, file: string, bundle: string): void {
  const maps = join(Stage.of(scope)?.outdir ?? '', 'source-maps');
  mkdirSync(maps, { recursive: true });
  copyFileSync(join(bundle, 'index.mjs.map'), join(maps, `${file}.map`));
}

/**
 * Bundles every function file.
 *
 * @returns the output folder, which is deleted when this process exits
 */
export function bundleAll(): string {
  mkdirSync(CACHE, { recursive: true });
  const outdir = mkdtempSync(join(CACHE, 'waybill-'));
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  buildSync({ ...BUNDLING, outdir });
  return outdir;
}
