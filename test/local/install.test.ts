import { spawnSync } from 'node:child_process';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { aFolder } from './a-folder.ts';

interface Entry {
  readonly version: string;
  readonly optional?: boolean;
}
type Packages = Readonly<Record<string, Entry>>;

const INSTALL = join(import.meta.dirname, '../../bin/install.mjs');
const a1 = { 'node_modules/a': { version: '1.0.0' } };
const a2 = { 'node_modules/a': { version: '2.0.0' } };
const optional = { 'node_modules/b': { version: '1.0.0', optional: true } };

/** A project with a lock file and installed packages, if any. */
const aProject = async (locked: Packages, installed?: Packages): Promise<string> => {
  const root = await aFolder();
  const lock = (packages: Packages) => JSON.stringify({ packages });
  await mkdir(join(root, 'bin'));
  await mkdir(join(root, 'node_modules'));
  await copyFile(INSTALL, join(root, 'bin/install.mjs'));
  await writeFile(join(root, 'package-lock.json'), lock({ '': { version: '0.1.0' }, ...locked }));
  if (installed) await writeFile(join(root, 'node_modules/.package-lock.json'), lock(installed));
  return root;
};

/** Runs the installer of a project with a fake npm that prints its arguments. */
const install = async (root: string, npmExit = 0, environment: Record<string, string> = {}) => {
  const npm = join(root, 'npm.cjs');
  await writeFile(
    npm,
    `console.log('npm', process.argv.slice(2).join(' ')); process.exit(${npmExit});`,
  );
  const env = { ...process.env, npm_execpath: npm, ...environment };
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(root, 'bin/install.mjs')], {
    env,
    encoding: 'utf8',
  });
  return { out: stdout, complaint: stderr, status };
};

test.for([
  ['all is there', a1, a1],
  ['an optional package is not there', { ...a1, ...optional }, a1],
] as const)('says and does nothing when %s', async ([, locked, installed]) => {
  const root = await aProject(locked, installed);
  expect(await install(root)).toEqual({ out: '', complaint: '', status: 0 });
});

test.for([
  ['nothing is there', a1, undefined],
  ['a package is missing', a1, {}],
  ['a package has another version', a2, a1],
  ['an optional package has another version', optional, { 'node_modules/b': { version: '2.0.0' } }],
] as const)('installs from the lock file when %s', async ([, locked, installed]) => {
  const { out, status } = await install(await aProject(locked, installed));
  expect(out).toMatch(
    /^installing the dependencies .*\nnpm ci --no-audit --no-fund --loglevel=error\n$/,
  );
  expect(status).toBe(0);
});

test('a failing npm is reported, and its exit code returned', async () => {
  const { complaint, status } = await install(await aProject(a1), 7);
  expect(complaint).toContain('npm ci failed');
  expect(status).toBe(7);
});

test.each([
  ['predeploy', { npm_config_call: 'stage=prod' }, 'npm run deploy', '-c stage=prod'],
  ['prestart', { npm_config_context: 'topics=' }, 'npm start', '-c topics='],
  ['predlq', { npm_config_stage: 'true' }, 'npm run dlq', '--stage'],
  [
    'prereencrypt-credentials',
    { npm_config_stage: 'prod' },
    'npm run reencrypt-credentials',
    '--stage=prod',
  ],
])(
  'before %s, an option that npm consumed is rejected: %o',
  async (event, taken, command, option) => {
    const environment = { ...taken, npm_lifecycle_event: event };
    expect(await install(await aProject(a1), 0, environment)).toEqual({
      out: '',
      complaint: `npm consumed ${option} itself. Put -- before all options: ${command} -- … ${option} …\n`,
      status: 2,
    });
  },
);

test('a command that npm exec runs is not treated as a setting', async () => {
  const environment = { npm_config_call: 'npm start', npm_lifecycle_event: 'prestart' };
  expect((await install(await aProject(a1, a1), 0, environment)).status).toBe(0);
});
