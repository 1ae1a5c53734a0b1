import { isBuiltin } from 'node:module';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { BUNDLING } from '../../../lib/constructs/bundles.ts';

interface Bundle {
  readonly kilobytes: number;
  /** The packages of which the bundle contains code. */
  readonly packages: readonly string[];
  /** What it imports at run time. */
  readonly imports: readonly string[];
}

/** The bundles of all functions, by the name of the function. */
function bundles(): ReadonlyMap<string, Bundle> {
  const { metafile } = buildSync({ ...BUNDLING, sourcemap: false, write: false, metafile: true });
  const all = Object.entries(metafile.outputs).map(([path, { bytes, inputs, imports }]) => {
    const used = Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
    const packages = used.map(([input]) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1]);
    const name = path.split('/').at(-2) ?? '';
    const bundle: Bundle = {
      kilobytes: bytes / 1024,
      packages: [...new Set(packages.filter((one) => one !== undefined))].sort(),
      imports: imports.map((one) => one.path),
    };
    return [name, bundle] as const;
  });
  return new Map(all);
}

/** Built-in modules with exports that load more modules when they are read, as an ES import does. */
const SLOW_IMPORTS = ['node:http', 'node:https', 'node:util', 'node:fs'];

const ALL = ['@middy/core', 'damerau-levenshtein', 'zod'];
/** The portal contains only code of its own: a page is shown after its cold start. */
const NOTHING: string[] = [];
const DYNAMO = ['@aws-sdk/util-dynamodb'];
const IN_PARALLEL = ['p-limit', 'yocto-queue'];
const S3_DESTINATIONS = [
  ...['@jmespath-community/jmespath', 'ipaddr.js'],
  // Evaluated only for destinations with a CRC.
  ...['@aws-sdk/checksums', '@smithy/core'],
];
const HTTP_API = [
  ...['@middy/http-cors', '@middy/http-header-normalizer', '@middy/http-router', '@middy/util'],
  ...['jose', 'zod-openapi'],
];

/** The size that each bundle may have, a tenth above today's, and the packages in it. */
const LIMITS: Readonly<Record<string, readonly [maxKilobytes: number, packages: string[]]>> = {
  api: [800, [...DYNAMO, ...IN_PARALLEL, ...S3_DESTINATIONS, ...HTTP_API, 'lru-cache', 'ulid']],
  // JMESPath is evaluated only for batches with a partition of their own.
  router: [415, [...DYNAMO, ...IN_PARALLEL, '@jmespath-community/jmespath', 'lru-cache']],
  deliverer: [475, [...DYNAMO, ...IN_PARALLEL, ...S3_DESTINATIONS, 'lru-cache', 'ulid']],
  collector: [215, [...DYNAMO, ...IN_PARALLEL]],
  'batch-deliverer': [485, [...DYNAMO, ...IN_PARALLEL, ...S3_DESTINATIONS, 'lru-cache', 'ulid']],
  verifier: [515, [...DYNAMO, ...S3_DESTINATIONS, 'lru-cache', 'ulid']],
  retrier: [305, [...DYNAMO, ...IN_PARALLEL, 'lru-cache', 'ulid']],
  releaser: [265, [...DYNAMO, ...IN_PARALLEL, 'ulid']],
  eraser: [255, [...DYNAMO, ...IN_PARALLEL, 'ulid']],
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
