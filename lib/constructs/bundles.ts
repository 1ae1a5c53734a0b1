import { copyFileSync, globSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Stack, Stage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { type BuildOptions, buildSync } from 'esbuild';
import { buildStaticFiles, readStaticFiles } from '../portal/static-files.ts';
import type { StoredFiles } from '../portal/stored-files.ts';

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

/**
 * How the router is bundled: the modules that it imports on demand (batch partitions with JMESPath) are
 * separate files. Loading the router takes about 5 % less CPU this way, and a stage without batches never
 * loads them. Other functions with imports on demand need most of those modules at the start anyway:
 * splitting would not make them faster.
 */
export const ROUTER_BUNDLING = {
  ...BUNDLING,
  entryPoints: [join(FUNCTIONS, 'router.ts')],
  splitting: true,
  chunkNames: 'router/[name]-[hash]',
} as const satisfies BuildOptions;

/** The folder of the portal's static files, beside the bundles of the functions. */
const STATIC_FILES = 'portal-files';

let folder: string | undefined;

/** The folder that contains all bundles. */
const bundles = (): string => {
  folder ??= process.env.WAYBILL_BUNDLES ?? bundleAll();
  return folder;
};

/**
 * Bundles a function file of lambdas/ with its imports. The first call bundles all function files at once;
 * the CDK's own bundling starts npx and esbuild for each. To reuse bundles across processes, as the tests
 * do, set `WAYBILL_BUNDLES` to the folder that {@link bundleAll} returns.
 *
 * @param file the file's name without `.ts`
 * @param filesBeside creates the files that the function reads at run time, from the portal's static files
 *   @default none
 */
export const bundleOf = (
  scope: Construct,
  file: string,
  filesBeside?: (staticFiles: StoredFiles) => StoredFiles,
): Code => {
  // A stack that needs no bundling is only inspected, not deployed.
  if (!Stack.of(scope).bundlingRequired) return Code.fromAsset(FUNCTIONS);
  const bundle = join(bundles(), file);
  keepSourceMaps(scope, file, bundle);
  const asset =
    filesBeside === undefined
      ? bundle
      : withFiles(bundle, filesBeside(readStaticFiles(join(bundles(), STATIC_FILES))));
  return Code.fromAsset(asset, { exclude: ['*.map'] });
};

/** Copies a function's source maps to the folder `source-maps` of the assembly (`cdk.out`). */
function keepSourceMaps(scope: Construct, file: string, bundle: string): void {
  const maps = join(Stage.of(scope)?.outdir ?? '', 'source-maps', file);
  mkdirSync(maps, { recursive: true });
  for (const map of globSync('*.map', { cwd: bundle })) {
    copyFileSync(join(bundle, map), join(maps, map));
  }
}

/** Copies a bundle into a folder of its own and adds files. */
function withFiles(bundle: string, files: StoredFiles): string {
  const copy = temporaryFolder();
  copyFileSync(join(bundle, 'index.mjs'), join(copy, 'index.mjs'));
  for (const [name, content] of files) {
    mkdirSync(dirname(join(copy, name)), { recursive: true });
    writeFileSync(join(copy, name), content);
  }
  return copy;
}

/**
 * Bundles every function file, and builds the portal's static files.
 *
 * @returns the output folder, which is deleted when this process exits
 */
export function bundleAll(): string {
  const outdir = temporaryFolder();
  buildSync({ ...BUNDLING, outdir });
  buildSync({ ...ROUTER_BUNDLING, outdir });
  buildStaticFiles(join(outdir, STATIC_FILES), outdir);
  return outdir;
}

/** A folder that is deleted when this process exits. */
function temporaryFolder(): string {
  mkdirSync(CACHE, { recursive: true });
  const path = mkdtempSync(join(CACHE, 'waybill-'));
  process.once('exit', () => rmSync(path, { recursive: true, force: true }));
  return path;
}
