/**
 * Installs the dependencies when node_modules is missing or differs from package-lock.json. Runs
 * before `npm start`, `npm run demo` and `npm test`, on the machine's own Node (20 or newer).
 * Before that, it rejects options that npm consumed instead of passing them to the script.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

const packagesOf = (lockFile) => {
  try {
    return JSON.parse(readFileSync(root + lockFile, 'utf8')).packages;
  } catch {
    return {};
  }
};

const isUpToDate = () => {
  const installed = packagesOf('node_modules/.package-lock.json');
  return Object.entries(packagesOf('package-lock.json')).every(([path, wanted]) => {
    const found = installed[path];
    // An optional package may be for another platform; the first entry is this project itself.
    return found ? found.version === wanted.version : path === '' || wanted.optional;
  });
};

const install = () => {
  const { npm_execpath: npm, npm_node_execpath: node = process.execPath } = process.env;
  // npm's warnings refer to the host's Node; the scripts run on the Node in node_modules.
  const args = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const options = { cwd: root, stdio: 'inherit' };
  return npm === undefined
    ? spawnSync('npm', args, { ...options, shell: process.platform === 'win32' })
    : spawnSync(node, [npm, ...args], options);
};

/**
 * The option that npm consumed because no `--` preceded it. npm has its own `-c` and accepts
 * unknown options. Without this check the setting would be lost, and `npm run deploy` would deploy
 * a different stage than intended.
 */
const keptByNpm = () => {
  const { npm_config_call: call = '', npm_config_context: context } = process.env;
  const assignment = /^\s*\w+=\S*\s*$/.test(call) ? call.trim() : context;
  if (assignment !== undefined) return `-c ${assignment}`;
  const { npm_config_stage: stage } = process.env;
  if (stage === undefined) return undefined;
  return stage === 'true' ? '--stage' : `--stage=${stage}`;
};

const kept = keptByNpm();
if (kept !== undefined) {
  const script = process.env.npm_lifecycle_event?.replace(/^pre/, '');
  const command = script === 'start' ? 'npm start' : `npm run ${script}`;
  console.error(
    `npm consumed ${kept} itself. Put -- before all options: ${command} -- … ${kept} …`,
  );
  process.exit(2);
}

if (!isUpToDate()) {
  console.log('installing the dependencies from package-lock.json (once; this takes a minute)');
  const { status } = install();
  if (status !== 0) {
    console.error(
      'npm ci failed: the dependencies are not installed (is the npm registry reachable?)',
    );
    process.exit(status ?? 1);
  }
}
