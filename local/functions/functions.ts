import { LocalStackError } from '../local-stack-error.ts';
import type { Log } from '../log.ts';
import { FunctionPool } from './function-pool.ts';
import type { LocalFunction } from './lambda-functions.ts';

/** A function that accepts invocations. */
interface RunningFunction {
  readonly fn: LocalFunction;
  readonly pool: FunctionPool;
}

/** Finds a function by its name, its ARN, or a URI that contains its ARN. */
export type FindFunction = (reference: string) => RunningFunction;

/** Starts every function with one warm process. */
export const startFunctions = async (
  functions: readonly LocalFunction[],
  opened: AsyncDisposableStack,
  log: Log,
): Promise<FindFunction> => {
  const running = functions.map((fn) => ({ fn, pool: new FunctionPool(fn, log) }));
  opened.defer(async () => {
    await Promise.all(running.map(({ pool }) => pool.stop()));
  });
  await Promise.all(running.map(warm));
  return (reference) => {
    const found = running.find(
      ({ fn }) => reference === fn.name || reference.split('/').includes(fn.arn),
    );
    if (found === undefined) throw new LocalStackError(`the template has no function ${reference}`);
    return found;
  };
};

const warm = async ({ fn, pool }: RunningFunction): Promise<void> => {
  try {
    await pool.warm();
  } catch (cause) {
    throw new LocalStackError(`the function ${fn.name} does not load: ${cause}`, { cause });
  }
};
