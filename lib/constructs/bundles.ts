import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { buildSync } from 'esbuild';

const ROOT = join(import.meta.dirname, '../..');
const FUNCTIONS = join(ROOT, 'lambdas');

/**
 * Inside the project, so that the paths of the source maps, and with them the hash of a bundle, are
 * the same wherever the project lies.
 */
const CACHE = join(ROOT, 'node_modules/.cache');

let folder: string | undefined;

/**
 * A function file of lambdas/ as one module, with all it imports. All of them are bundled at once,
 * when the first is asked for: the CDK's own bundling starts npx and esbuild anew for each. Whoever
 * synthesizes often names the folder of {@link bundleAll} in `WAYBILL_BUNDLES`, as the tests do.
 *
 * @param file the file's name without `.ts`
 */
export const bundleOf = (scope: Construct, file: string): Code => {
  // A stack that is not to be bundled is looked at only.
  if (!Stack.of(scope).bundlingRequired) return Code.fromAsset(FUNCTIONS);
  folder ??= process.env.WAYBILL_BUNDLES ?? bundleAll();
  return Code.fromAsset(join(folder, file));
};

/**
 * Bundles every function file.
 *
 * @returns the folder they are in, which goes when this process ends
 */
export function bundleAll(): string {
  mkdirSync(CACHE, { recursive: true });
  const outdir = mkdtempSync(join(CACHE, 'waybill-'));
  process.once('exit', () => rmSync(outdir, { recursive: true, force: true }));
  buildSync({
    entryPoints: [join(FUNCTIONS, '*.ts')],
    outdir,
    entryNames: '[name]/index',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // Our own copy of the AWS SDK is bundled, as AWS advises; its CommonJS builds are larger.
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: true,
    // Stack traces need names and lines only; the sources would double the package.
    sourcesContent: false,
    logLevel: 'warning',
  });
  return outdir;
}
