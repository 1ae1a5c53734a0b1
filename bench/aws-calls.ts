/**
 * Compares the CPU that a DynamoDB put, an SQS send, an S3 put and an import take with the AWS SDK and with
 * our own calls. AWS is a stand-in in another process that answers at once. Run: npm run bench:aws-calls
 *
 * The figures depend on this machine, and are 25 % higher while another process is busy: compare only rows
 * of the same run.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const WARM_UP = 2_000;
const COUNTED = 5_000;
const IMPORTS = 7;
const FOLDER = join(import.meta.dirname, 'aws-calls');
const VARIANTS = ['sdk', 'own'];

const env = {
  ...process.env,
  AWS_REGION: 'eu-west-1',
  AWS_ACCESS_KEY_ID: 'bench',
  AWS_SECRET_ACCESS_KEY: 'bench',
  AWS_SESSION_TOKEN: 'x'.repeat(400),
};

/** Runs a file in a fresh process and returns its first message. */
async function runOnce(file: string, args: readonly string[], more: NodeJS.ProcessEnv = {}) {
  const child = fork(file, args, { env: { ...env, ...more } });
  const [message] = await once(child, 'message');
  child.kill();
  return message;
}

/** Bundles a variant as a function is bundled. */
async function bundle(variant: string, folder: string): Promise<{ file: string; bytes: number }> {
  const file = join(folder, `${variant}.mjs`);
  const { metafile } = await build({
    entryPoints: [join(FOLDER, `${variant}.ts`)],
    outfile: file,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    minify: true,
    metafile: true,
  });
  return { file, bytes: Object.values(metafile.outputs)[0]?.bytes ?? 0 };
}

const standIn = fork(join(FOLDER, 'stand-in.ts'));
const [url] = await once(standIn, 'message');
const folder = await mkdtemp(join(tmpdir(), 'waybill-bench-'));
try {
  const rows: Record<string, Record<string, number>> = {};
  for (const variant of VARIANTS) {
    const { file, bytes } = await bundle(variant, folder);
    const imports: number[] = [];
    for (let run = 0; run < IMPORTS; run += 1) {
      imports.push(Number(await runOnce(join(FOLDER, 'measure-import.ts'), [file])));
    }
    const calls = await runOnce(
      join(FOLDER, 'measure-calls.ts'),
      [file, String(WARM_UP), String(COUNTED)],
      { AWS_ENDPOINT_URL: String(url) },
    );
    rows[variant] = {
      ...Object(calls),
      'import (CPU ms)': Math.min(...imports),
      'bundle (KB)': Math.round(bytes / 1024),
    };
  }
  console.table(rows);
} finally {
  standIn.kill();
  await rm(folder, { recursive: true });
}
