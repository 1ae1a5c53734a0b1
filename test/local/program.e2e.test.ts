import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { close, listen } from '../../local/listen.ts';
import { startSqsAndS3 } from '../../local/queues/sqs-and-s3-server.ts';
import { aFolder } from './a-folder.ts';
import { childrenOf, isThere } from './processes.ts';
import { openSmallStack } from './small-stack.ts';

const PROGRAM = join(import.meta.dirname, '../../bin/local.ts');
const SMALL_STACK = join(import.meta.dirname, 'fixtures/small-stack-program.ts');
const FREE = { PORT: '0', LOCAL_AWS_PORT: '0', LOCAL_DYNAMODB_PORT: '0' };

const start = (environment: Record<string, string>, ...args: string[]) =>
  startProgram(PROGRAM, environment, args);

/** Starts a program in a folder (by default a new one), which contains its data. */
const startProgram = (
  program: string,
  environment: Record<string, string>,
  args: readonly string[] = [],
  cwd = newFolder(),
) =>
  spawn(process.execPath, [program, ...args], {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });

const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

const run = (environment: Record<string, string>, ...args: string[]) =>
  ended(start(environment, ...args));

const ended = async (program: ReturnType<typeof start>) => {
  const [out, complaint, [code]] = await Promise.all([
    text(program.stdout),
    text(program.stderr),
    once(program, 'exit'),
  ]);
  return { out, complaint, code };
};

/** Waits until a program's output matches, and returns all its output. */
const said = (program: ChildProcess, pattern: RegExp): Promise<string> =>
  new Promise((resolve, reject) => {
    let all = '';
    program.stdout?.on('data', (chunk) => {
      all += chunk;
      if (pattern.test(all)) resolve(all);
    });
    program.once('exit', () => reject(new Error(`never said ${pattern}:\n${all}`)));
  });

const areGone = (pids: readonly number[]) =>
  vi.waitFor(() => expect(pids.filter(isThere)).toEqual([]), { timeout: 60_000 });

test('--help prints the usage', async () => {
  const { out, code } = await run({}, '--help');
  expect(code).toBe(0);
  expect(out).toContain('LOCAL_DYNAMODB_PORT');
});

test('an invalid setting is reported in one line, with exit code 2', async () => {
  const { out, complaint, code } = await run({ PORT: 'http' });
  expect({ out, complaint, code }).toEqual({
    out: '',
    complaint: 'PORT must be a port from 1 to 65535, or 0 for any free port, not "http"\n',
    code: 2,
  });
});

test('an invalid stage setting is reported as in a deployment', async () => {
  const { complaint, code } = await run(FREE, '-c', 'corsOrigin=x', '-c', 'apiRateLimit=fast');
  expect(code).toBe(2);
  expect(complaint).toMatch(
    /^Waybill cannot be synthesized with these settings:\n- corsOrigin is not a setting\. Did you mean corsOrigins\?\n- apiRateLimit is "fast"\. apiRateLimit must be a whole number [^\n]+\n$/,
  );
});

test('an unknown option is reported with a reference to the help', async () => {
  expect(await run(FREE, '--prt', '1')).toEqual({
    out: '',
    complaint: "Unknown option '--prt'\nnpm start -- --help lists the options\n",
    code: 2,
  });
});

/** A port in use, and what is reported about a setting that has it. */
async function portInUse() {
  const server = createServer();
  onTestFinished(() => close(server));
  const port = Number(new URL(await listen(server, 0, '')).port);
  const complaintAbout = (variable: string) =>
    `port ${port} is in use: set ${variable} to another port (0 means any free port)`;
  return { port, complaintAbout };
}

test('a port in use is reported in one line, with exit code 1', async () => {
  const { port, complaintAbout } = await portInUse();
  const { complaint, code } = await run({ ...FREE, PORT: String(port) });
  expect(complaint).toBe(`${complaintAbout('PORT')}\n`);
  expect(code).toBe(1);
});

test.for([
  ['port', 'PORT'],
  ['awsPort', 'LOCAL_AWS_PORT'],
  ['dynamodbPort', 'LOCAL_DYNAMODB_PORT'],
  ['kmsPort', 'LOCAL_KMS_PORT'],
] as const)(
  'a %s in use is reported with %s, the setting to change',
  async ([option, variable]) => {
    const { port, complaintAbout } = await portInUse();
    await expect(openSmallStack({ [option]: port })).rejects.toThrow(complaintAbout(variable));
  },
);

test('a signal during startup stops it at once, and leaves no process behind', async () => {
  const TMPDIR = await aFolder();
  const program = start({ ...FREE, TMPDIR });
  await said(program, /synthesizing/);
  program.kill('SIGINT');
  expect(await once(program, 'exit')).toEqual([0, null]);
  expect(await readdir(TMPDIR)).toEqual([]);
});

/** Stores an object in the bucket of a folder's local stack, as an earlier start would have. */
const storeObject = async (folder: string): Promise<string> => {
  const bucket = 'my-events-bucket';
  const server = await startSqsAndS3(0, join(folder, '.local'));
  server.createBucket(bucket);
  await fetch(`${server.url}/${bucket}/evt_1.json`, { method: 'PUT', body: '{}' });
  await server.stop();
  return join(folder, '.local/s3', bucket);
};

describe('a start after another one', () => {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-test-'));
  let bucket: string;
  let program: ReturnType<typeof startProgram>;
  let out: string;

  beforeAll(async () => {
    bucket = await storeObject(folder);
    expect(readdirSync(bucket)).toEqual(['evt_1.json']);
    const setting = ['-c', 'corsOrigins=http://localhost:5173'];
    program = startProgram(PROGRAM, FREE, setting, folder);
    out = await said(program, /\nready .*\n/);
  });
  afterAll(() => {
    program.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  test('prints its endpoints, and finally that it is ready', async () => {
    expect(out).toMatch(
      /\npublish queue http:\/\/127.0.0.1:\d+\/0{12}\/\S+\nobject store http:\S+\nready http:\S+\n$/,
    );
  });

  test('deletes the objects of the last start', () => {
    expect(out).toMatch(/^stack +deleting the objects of the last start from \.local\/s3$/m);
    expect(readdirSync(bucket)).toEqual([]);
  });

  test.each([
    [['dlq.ts', 'list', '--local'], 'no dead letters were found'],
    [['reencrypt-credentials.ts', '--local'], '0 of 0 destinations re-encrypted'],
  ] as const)('is found by %j', async ([name, ...args], words) => {
    const found = await ended(startProgram(join(PROGRAM, '..', name), {}, args, folder));
    expect(found).toEqual({ out: '', complaint: expect.stringContaining(words), code: 0 });
  });

  test('makes another start in the same folder fail', async () => {
    expect(await ended(startProgram(PROGRAM, FREE, [], folder))).toEqual({
      out: '',
      complaint: expect.stringMatching(
        new RegExp(
          `^a local stack already runs here, with the process id ${program.pid}: stop it first`,
        ),
      ),
      code: 1,
    });
  });

  test('stops all of its processes after a signal', async () => {
    const children = await childrenOf(program.pid, '^waybill ');
    expect(children).toHaveLength(11);
    // A kept-alive connection must not delay the shutdown.
    const headers = { origin: 'http://localhost:5173' };
    const healthy = await fetch(`${/ready (\S+)/.exec(out)?.[1]}/healthz`, { headers });
    await healthy.text();
    expect(healthy.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    program.kill('SIGTERM');
    expect(await once(program, 'exit')).toEqual([0, null]);
    await areGone(children);
    expect(readdirSync(join(folder, '.local')).toSorted()).toEqual(['s3', 's3-metadata']);
  });
});

test('a start that fails keeps the objects of the last start', async () => {
  const folder = newFolder();
  const bucket = await storeObject(folder);
  const { code } = await ended(startProgram(PROGRAM, FREE, ['-c', 'apiRateLimit=fast'], folder));
  expect(code).toBe(2);
  expect(readdirSync(bucket)).toEqual(['evt_1.json']);
});

test('no process outlives a killed local stack', async () => {
  const stack = startProgram(SMALL_STACK, { TMPDIR: await aFolder() });
  await said(stack, /ready/);
  const children = await childrenOf(stack.pid, '^waybill ');
  expect(children).toHaveLength(2);
  stack.kill('SIGKILL');
  await areGone(children);
});
