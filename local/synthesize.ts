import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { LocalStackError, usageError } from './local-stack-error.ts';
import { readAssembly } from './template/assembly.ts';
import type { Assembly } from './template/template.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
type Context = Readonly<Record<string, unknown>>;

const CdkJson = z.object({ context: z.record(z.string(), z.unknown()).default({}) });

/** Synthesizes the stack into a temporary folder. `context` overrides the context of cdk.json. */
export const synthesize = async (
  context: Context,
  opened: AsyncDisposableStack,
): Promise<Assembly> => {
  const folder = temporaryFolder(opened);
  await synthesizeInto(folder, context);
  return readAssembly(folder);
};

/** Synthesizes the stack into a folder. `context` overrides the context of cdk.json. */
export const synthesizeInto = async (folder: string, context: Context): Promise<void> => {
  const cdkJson = CdkJson.parse(JSON.parse(await readFile(join(ROOT, 'cdk.json'), 'utf8')));
  await runApp({
    ...awsFreeEnvironment(),
    // CloudFormation's rules apply to deployments only, and checking them doubles the synthesis
    // time.
    CDK_VALIDATION: 'false',
    CDK_OUTDIR: folder,
    CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, ...context }),
  });
};

/** A temporary folder that is deleted when the local stack stops or this process exits. */
const temporaryFolder = (opened: AsyncDisposableStack): string => {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-local-'));
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  process.once('exit', remove);
  opened.defer(() => {
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
    // A separate process group, so that its bundlers can be killed with it.
    detached: true,
  });
  const end = () => endGroup(app);
  process.prependOnceListener('exit', end);
  const exit = new Promise<number | null>((resolve, reject) => {
    app.once('error', reject);
    app.once('exit', resolve);
  });
  const [output, errors, code] = await Promise.all([text(app.stdout), text(app.stderr), exit]);
  process.off('exit', end);
  if (code !== 0) throw synthesisError(code, `${errors}${output}`.trim());
};

/**
 * Invalid settings, for which the app exits with 2, are reported as a deployment reports them; an
 * unexpected error includes its stack trace.
 */
const synthesisError = (code: number | null, output: string): LocalStackError =>
  code === 2
    ? usageError(output)
    : new LocalStackError(`synthesizing the stack failed:\n${output}`);

const endGroup = ({ pid, exitCode }: ChildProcess): void => {
  if (pid !== undefined && exitCode === null)
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
};

/** The template must not depend on the user's own AWS settings. */
const awsFreeEnvironment = (): Record<string, string | undefined> =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_/.test(name)));
