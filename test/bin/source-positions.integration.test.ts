import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const program = resolve('bin/source-positions.ts');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waybill-positions-'));
});
afterAll(() => rm(folder, { recursive: true }));

const run = async (...args: string[]) => {
  const child = spawn(process.execPath, [program, ...args], { cwd: folder });
  child.stdin.end();
  const code = new Promise((done) => child.on('exit', done));
  return { errors: await text(child.stderr), code: await code };
};

describe('the positions of a function without source maps', () => {
  it('name the command that writes source maps when there are none', async () => {
    const { errors, code } = await run('api');
    expect(errors).toContain('there is no cdk.out/source-maps: run npm run synth or deploy first');
    expect(code).toBe(2);
  });

  it('list the functions that have source maps', async () => {
    await mkdir(join(folder, 'cdk.out/source-maps/router'), { recursive: true });
    const { errors, code } = await run('apo');
    expect(errors).toContain('functions: router');
    expect(code).toBe(2);
  });
});
