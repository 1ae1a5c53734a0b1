import { readFileSync } from 'node:fs';
import { type ResolveFnOutput, registerHooks, stripTypeScriptTypes } from 'node:module';
import { constants, runInThisContext } from 'node:vm';
import type { Context } from 'aws-lambda';
import type { FunctionName } from './environment.ts';

export type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** Node's own `import()`, which is faster than the test runner's and is what AWS uses. */
const nodesImport: (href: string) => Promise<{ readonly handler: Handler }> = runInThisContext(
  '(href) => import(href)',
  { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER },
);

const LIFE = '?life=';

/**
 * Loads a function's file for a new process, so that no in-memory state remains. For Node, another
 * URL is another module. Its imports are shared and keep no state.
 */
export async function loadFunction(name: FunctionName, life: string): Promise<Handler> {
  const { href } = new URL(`../../../lambdas/${name}.ts${LIFE}${life}`, import.meta.url);
  return (await nodesImport(href)).handler;
}

/** Kept, because a file is loaded hundreds of times: each then takes a third of the time. */
const sources = new Map<string, string>();
const resolutions = new Map<string, ResolveFnOutput>();

function kept<Value>(values: Map<string, Value>, key: string, make: () => Value): Value {
  const value = values.get(key) ?? make();
  values.set(key, value);
  return value;
}

registerHooks({
  load(href, context, next) {
    if (!href.includes(LIFE)) return next(href, context);
    const [file = ''] = href.split(LIFE);
    const read = () => stripTypeScriptTypes(readFileSync(new URL(file), 'utf8'));
    return { format: 'module', source: kept(sources, file, read), shortCircuit: true };
  },
  resolve(specifier, context, next) {
    const [file, life] = context.parentURL?.split(LIFE) ?? [];
    if (life === undefined) return next(specifier, context);
    const resolve = () => ({ ...next(specifier, context), shortCircuit: true });
    return kept(resolutions, `${file} ${specifier}`, resolve);
  },
});
