import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { Closing } from './closing.ts';
import { LocalStackError } from './local-stack-error.ts';
import { readAssembly } from './template/assembly.ts';
import type { Assembly } from './template/template.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const CdkJson = z.object({ context: z.record(z.string(), z.unknown()).default({}) });

/** Synthesizes the stack with `context` over cdk.json's own, into a folder of its own. */
export const synthesize = async (
  context: Readonly<Record<string, unknown>>,
  opened: Closing,
): Promise<Assembly> => {
  const folder = temporaryFolder(opened);
  const cdkJson = CdkJson.parse(JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8')));
  await runApp({
    ...awsFreeEnvironment(),
    // CloudFormation's rules are for what is deployed; to check them takes as long as all the rest.
    CDK_VALIDATION: 'false',
    CDK_OUTDIR: folder,
    CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, ...context }),
  });
  return readAssembly(folder);
};

/** A folder that goes with the house, or with this process when it ends first. */
const temporaryFolder = (opened: Closing): string => {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-house-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  process.once('exit', remove);
  opened.add(async () => {
    process.off('exit', remove);
    remove();
  });
  return folder;
};

const runApp = async (env: Record<string, string | undefined>): Promise<void> => {
  const app = spawn(process.execPath, ['bin/waybill.ts'], {
    cwd: ROOT,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that its bundlers can be ended with it.
    detached: true,
  });
  const end = () => endGroup(app);
  process.prependOnceListener('exit', end);
  const exit = new Promise<number | null>((resolve, reject) => {
    app.once('error', reject);
    app.once('exit', resolve);
  });
  const [told, complained, code] = await Promise.all([text(app.stdout), text(app.stderr), exit]);
  process.off('exit', end);
  if (code !== 0) throw new LocalStackError(synthesisFault(`${complained}${told}`.trim()));
};

/** Wrong settings are told as a deployment tells them; what nobody foresaw comes with its stack. */
const synthesisFault = (told: string): string =>
  told === '' || /\n {4}at /.test(told) ? `the stack does not synthesize:\n${told}` : told;

const endGroup = ({ pid, exitCode }: ChildProcess): void => {
  if (pid !== undefined && exitCode === null)
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
};

/** The template must not depend on the AWS settings of the person who runs the house. */
const awsFreeEnvironment = (): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_/.test(name)));
