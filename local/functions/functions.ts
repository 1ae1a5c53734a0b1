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

interface Start {
  readonly opened: AsyncDisposableStack;
  readonly log: Log;
  /** Whether a function's first process starts with its first invocation, as on Lambda. */
  readonly onDemand: boolean;
}

/** Makes every function invocable and, unless they start on demand, starts one process of each. */
export const startFunctions = async (
  functions: readonly LocalFunction[],
  { opened, log, onDemand }: Start,
): Promise<FindFunction> => {
  const running = functions.map((fn) => ({ fn, pool: new FunctionPool(fn, log) }));
  opened.defer(async () => {
    await Promise.all(running.map(({ pool }) => pool.stop()));
  });
  if (!onDemand) await Promise.all(running.map(({ pool }) => pool.warm()));
  return (reference) => {
    const found = running.find(
      ({ fn }) => reference === fn.name || reference.split('/').includes(fn.arn),
    );
    if (found === undefined) throw new LocalStackError(`the template has no function ${reference}`);
    return found;
  };
};
