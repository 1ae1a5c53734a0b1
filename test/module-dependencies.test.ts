import { globSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');

/** The modules in `lambdas/` that each module may import, besides `platform`. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  platform: [],
  auth: [],
  tenants: [],
  events: [],
  attempts: [],
  metrics: ['destination-types'],
  openapi: [],
  portal: [],
  'destination-types': [],
  'operator-events': [],
  filters: ['events'],
  batches: ['events'],
  destinations: ['destination-types', 'filters', 'operator-events', 'tenants'],
  publishing: ['batches', 'destination-types', 'destinations', 'events', 'filters'],
  'portal-sessions': ['auth', 'tenants'],
  parking: ['attempts', 'destinations', 'events', 'operator-events'],
  delivery: [
    'attempts',
    'batches',
    'destination-types',
    'destinations',
    'events',
    'metrics',
    'operator-events',
    'parking',
    'publishing',
  ],
  retries: ['attempts', 'destinations', 'events', 'publishing'],
  erasures: ['attempts', 'batches', 'events', 'metrics', 'parking'],
};

/** What composes the modules: the function files, and what `api.ts` needs for that. */
const COMPOSITION = ['function', 'api'];

/** The top-level folders that each may import. */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  lambdas: [],
  lib: ['lambdas'],
  local: [],
  cli: ['lambdas'],
};

interface Import {
  readonly from: string;
  readonly to: string;
}

const importsIn = (folder: string): Import[] =>
  globSync(`${folder}/**/*.ts`, { cwd: ROOT }).flatMap((from) => {
    const text = readFileSync(join(ROOT, from), 'utf8');
    const specifiers = [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)];
    return specifiers.map(([, path = '']) => ({ from, to: posix.join(dirname(from), path) }));
  });

const folderOf = (path: string): string => path.split('/')[0] ?? '';

const moduleOf = (path: string): string => {
  const [, module = '', ...rest] = path.split('/');
  return rest.length === 0 ? 'function' : module;
};

test('modules in lambdas/ import only the modules they may', () => {
  const imports = importsIn('lambdas').filter(({ to }) => folderOf(to) === 'lambdas');
  expect(imports.length).toBeGreaterThan(500);
  const modules = new Set(imports.map(({ from }) => moduleOf(from)));
  expect([...modules].toSorted()).toEqual([...Object.keys(ALLOWED), ...COMPOSITION].toSorted());
  const offenders = imports.filter(({ from, to }) => {
    const [importing, imported] = [moduleOf(from), moduleOf(to)];
    if (COMPOSITION.includes(importing)) return false;
    const allowed = [importing, 'platform', ...(ALLOWED[importing] ?? [])];
    return !allowed.includes(imported);
  });
  expect(offenders).toEqual([]);
});

test('the key templates of aws_s3 import nothing else of their destination type', () => {
  const type = 'lambdas/destination-types/aws-s3/';
  const folder = `${type}key-templates/`;
  const imports = importsIn(folder).filter(({ to }) => to.startsWith(type));
  expect(imports.length).toBeGreaterThan(20);
  expect(imports.filter(({ to }) => !to.startsWith(folder))).toEqual([]);
});

test('every allowed dependency between modules is used', () => {
  const used = new Set(
    importsIn('lambdas').map(({ from, to }) => `${moduleOf(from)} ${moduleOf(to)}`),
  );
  const unused = Object.entries(ALLOWED).flatMap(([from, allowed]) =>
    allowed.map((to) => `${from} ${to}`).filter((pair) => !used.has(pair)),
  );
  expect(unused).toEqual([]);
});

test.each(Object.entries(FOLDERS))('%s/ imports no other folder than %j', (folder, allowed) => {
  const others = importsIn(folder).filter(
    ({ to }) => ![folder, 'package.json', ...allowed].includes(folderOf(to)),
  );
  expect(others).toEqual([]);
});

test('portal/ imports nothing of other folders but types of lambdas/', () => {
  const files = globSync('portal/**/*.{ts,tsx}', { cwd: ROOT });
  const imports = files.flatMap((from) => {
    const text = readFileSync(join(ROOT, from), 'utf8');
    return [...text.matchAll(/(import|export)\b([^;]*?)from\s*'(\.[^']+)'/g)].map(
      ([, , names = '', path = '']) => ({
        from,
        to: posix.join(dirname(from), path),
        onlyTypes: /^\s*type\b/.test(names),
      }),
    );
  });
  const offenders = imports.filter(
    ({ to, onlyTypes }) => folderOf(to) !== 'portal' && !(folderOf(to) === 'lambdas' && onlyTypes),
  );
  expect(files.length).toBeGreaterThan(0);
  expect(offenders).toEqual([]);
});

test.each(['lambdas', 'local', 'cli'])('%s/ does not import the CDK', (folder) => {
  const importing = globSync(`${folder}/**/*.ts`, { cwd: ROOT }).filter((path) =>
    /from '(?:aws-cdk-lib|constructs)/.test(readFileSync(join(ROOT, path), 'utf8')),
  );
  expect(importing).toEqual([]);
});

test('only routes, operations and platform/http know HTTP statuses', () => {
  const knowing = importsIn('lambdas')
    .filter(({ to }) => to === 'lambdas/platform/http/http-error.ts')
    .map(({ from }) => from);
  expect(knowing.length).toBeGreaterThan(5);
  const may = /\.(?:routes|operations)\.ts$|^lambdas\/platform\/http\//;
  expect(knowing.filter((path) => !may.test(path))).toEqual([]);
});

test('use cases import neither routes nor operations', () => {
  const pure = /^lambdas\/[^/]+\/(?!.*\.(?:routes|operations)\.ts$)/;
  const offenders = importsIn('lambdas').filter(
    ({ from, to }) => pure.test(from) && /\.(?:routes|operations)\.ts$/.test(to),
  );
  expect(offenders).toEqual([]);
});
