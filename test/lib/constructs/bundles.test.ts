import { isBuiltin } from 'node:module';
import { buildSync, type Metafile } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { BUNDLING, ROUTER_BUNDLING } from '../../../lib/constructs/bundles.ts';

/** What a function reads when it starts. */
interface Bundle {
  readonly kilobytes: number;
  /** The packages of which it contains code. */
  readonly packages: readonly string[];
  /** The modules outside the bundle that it imports. */
  readonly imports: readonly string[];
}

type Outputs = Metafile['outputs'];

const inMemory = { sourcemap: false, write: false, metafile: true } as const;
const OUTPUTS: Outputs = {
  ...buildSync({ ...BUNDLING, ...inMemory }).metafile.outputs,
  ...buildSync({ ...ROUTER_BUNDLING, ...inMemory }).metafile.outputs,
};

/** The bundles of all functions, by the name of the function. */
function bundles(): ReadonlyMap<string, Bundle> {
  const entries = Object.keys(OUTPUTS).filter((path) => path.endsWith('/index.mjs'));
  return new Map(entries.map((path) => [path.split('/').at(-2) ?? '', bundleFrom(path)]));
}

function bundleFrom(entry: string): Bundle {
  const files = importedFrom(entry).flatMap((path) => OUTPUTS[path] ?? []);
  const packages = files.flatMap(({ inputs }) => packagesIn(inputs));
  const imports = files.flatMap((file) => file.imports.filter(({ external }) => external));
  return {
    kilobytes: files.reduce((sum, { bytes }) => sum + bytes, 0) / 1024,
    packages: [...new Set(packages)].sort(),
    imports: imports.map(({ path }) => path),
  };
}

/** A file of a bundle and the other files that it imports when it starts. */
const importedFrom = (path: string): string[] => [
  path,
  ...(OUTPUTS[path]?.imports ?? [])
    .filter(({ kind, external }) => kind === 'import-statement' && !external)
    .flatMap((imported) => importedFrom(imported.path)),
];

const packagesIn = (inputs: Outputs[string]['inputs']): string[] =>
  Object.entries(inputs)
    .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
    .flatMap(([input]) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []);

/** Built-in modules with exports that load more modules when they are read, as an ES import does. */
const SLOW_IMPORTS = ['node:http', 'node:https', 'node:util', 'node:fs'];

const ALL = ['@middy/core', 'zod'];
/** The portal contains only code of its own: a page is shown after its cold start. */
const NOTHING: string[] = [];
const DYNAMO = ['@aws-sdk/util-dynamodb'];
/** Suggests the name that was meant. */
const SUGGESTIONS = ['damerau-levenshtein'];
const IN_PARALLEL = ['p-limit', 'yocto-queue'];
const S3_DESTINATIONS = [
  ...['@jmespath-community/jmespath', 'ipaddr.js'],
  // Evaluated only for destinations with a CRC.
  ...['@aws-sdk/checksums', '@smithy/core'],
];
const HTTP_API = [
  ...['@middy/http-cors', '@middy/http-header-normalizer', '@middy/util'],
  ...['jose', 'zod-openapi', ...SUGGESTIONS],
];

/** The size that each bundle may have, a tenth above today's, and the packages in it. */
const LIMITS: Readonly<Record<string, readonly [maxKilobytes: number, packages: string[]]>> = {
  api: [880, [...DYNAMO, ...IN_PARALLEL, ...S3_DESTINATIONS, ...HTTP_API, 'lru-cache', 'ulid']],
  // JMESPath, which is evaluated only for batches, is in another file.
  router: [325, [...DYNAMO, ...IN_PARALLEL, ...SUGGESTIONS, 'lru-cache']],
  deliverer: [475, [...DYNAMO, ...IN_PARALLEL, ...S3_DESTINATIONS, 'lru-cache', 'ulid']],
  collector: [215, DYNAMO],
  'batch-deliverer': [485, [...DYNAMO, ...IN_PARALLEL, ...S3_DESTINATIONS, 'lru-cache', 'ulid']],
  verifier: [515, [...DYNAMO, ...S3_DESTINATIONS, ...SUGGESTIONS, 'lru-cache', 'ulid']],
  retrier: [335, [...DYNAMO, ...IN_PARALLEL, 'lru-cache', 'ulid']],
  releaser: [300, [...DYNAMO, ...IN_PARALLEL, 'ulid']],
  eraser: [280, [...DYNAMO, ...IN_PARALLEL, 'ulid']],
  dispatcher: [215, ['@stablelib/base64', 'fast-sha256', 'standardwebhooks']],
  portal: [5, NOTHING],
};

const found = bundles();

it('there is a bundle for each function', () => {
  expect([...found.keys()].sort()).toEqual(Object.keys(LIMITS).sort());
});

describe.each(Object.entries(LIMITS))('the bundle of %s', (name, [maxKilobytes, packages]) => {
  it('contains the packages that the function uses, and no others', () => {
    const all = packages === NOTHING ? NOTHING : [...ALL, ...packages];
    expect(found.get(name)?.packages).toEqual(all.toSorted());
  });

  it(`has at most ${maxKilobytes} KB`, () => {
    expect(found.get(name)?.kilobytes).toBeLessThanOrEqual(maxKilobytes);
  });

  it('imports nothing at run time but built-in modules, and not those whose ES import is slow', () => {
    const imports = found.get(name)?.imports ?? [];
    expect(imports.filter((path) => !isBuiltin(path))).toEqual([]);
    expect(imports.filter((path) => SLOW_IMPORTS.includes(path))).toEqual([]);
  });
});
