import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { SHORT_PROGRAM } from '../support/short-program.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');

/**
 * Runs the CDK app as the local stack does, in an environment without an AWS account and a network.
 */
const synth = (outdir: string, settings: Readonly<Record<string, unknown>>) =>
  run(process.execPath, [...SHORT_PROGRAM, 'bin/waybill.ts'], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      HOME: outdir,
      NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
      HTTPS_PROXY: 'http://127.0.0.1:9',
      AWS_EC2_METADATA_DISABLED: 'true',
      CDK_OUTDIR: outdir,
      CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, ...settings }),
    },
  });

describe('a fresh synth', () => {
  let outdir = '';
  let files: readonly string[] = [];

  beforeAll(async () => {
    outdir = await mkdtemp(join(tmpdir(), 'waybill-synth-'));
    await synth(outdir, { stage: 'local' });
    files = await readdir(outdir);
  });

  afterAll(() => rm(outdir, { recursive: true }));

  it('needs neither an account nor a network and writes the template of its stage', () => {
    expect(files).toContain('waybill-local.template.json');
  });

  it("passes CloudFormation's own rules", async () => {
    const report = await readFile(join(outdir, 'validation-report.json'), 'utf8');
    expect(JSON.parse(report)).toMatchObject({ pluginReports: [] });
  });

  /** The folders of the functions. The template of a role is a file. */
  const bundlesIn = (all: readonly string[]) => all.filter((file) => /^asset\.\w+$/.test(file));

  it('writes the source maps beside the bundles, and not into them', async () => {
    const maps = await readdir(join(outdir, 'source-maps'));
    const bundles = bundlesIn(files);
    expect(maps).toContain('api');
    expect(maps).toHaveLength(bundles.length);
    for (const bundle of bundles) {
      const beside = (await readdir(join(outdir, bundle), { recursive: true })).map(String);
      expect(beside).toContain('index.mjs');
      expect(beside.filter((file) => file.endsWith('.map'))).toEqual([]);
    }
  });

  it('bundles each function into a module that any Node can import with an empty environment', async () => {
    const bundles = bundlesIn(files);
    expect(bundles).toHaveLength(11);
    for (const bundle of bundles) {
      const module = pathToFileURL(join(outdir, bundle, 'index.mjs')).href;
      const script = `import(${JSON.stringify(module)}).then((m) => console.log(typeof m.handler))`;
      const { stdout } = await run(process.execPath, ['-e', script], { env: {} });
      expect(stdout).toBe('function\n');
    }
  });
});

describe('a synth with wrong settings', () => {
  it('fails with the reason and without a stack trace', async () => {
    await expect(synth(tmpdir(), { stage: 'X' })).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^Waybill cannot be synthesized.*\n- stage is "X"\. .*\n$/),
    });
  });
});
