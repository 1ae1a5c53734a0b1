import type { Log } from '../log.ts';
import { type FunctionProcess, startProcess } from './function-process.ts';
import type { LocalFunction } from './lambda-functions.ts';

/**
 * Maximum processes of a function per queue that it consumes; more would only compete for the
 * machine's cores.
 */
export const MAX_PROCESSES = 3;

/**
 * The processes of a function: one kept warm, more under load, and a replacement for each that
 * dies.
 */
export interface FunctionPool {
  warm(): Promise<void>;
  invoke(event: unknown): Promise<unknown>;
  stop(): Promise<void>;
}

interface Waiting {
  resolve(process: FunctionProcess): void;
  reject(error: unknown): void;
}

export const functionPool = (fn: LocalFunction, log: Log): FunctionPool => {
  const all = new Set<FunctionProcess>();
  const idle = new Set<FunctionProcess>();
  const waiting: Waiting[] = [];
  let starting = 0;
  let stopped = false;

  const add = async (): Promise<void> => {
    const added = startProcess(fn, log);
    all.add(added);
    added.exited.then(() => leave(added));
    starting += 1;
    try {
      await added.ready;
      release(added);
    } finally {
      starting -= 1;
    }
  };

  const grow = (): void => {
    if (stopped || starting >= waiting.length || all.size >= fn.maxProcesses) return;
    // As on Lambda, an invocation fails if the process started for it fails to start.
    add().catch((error) => waiting.shift()?.reject(error));
  };

  const release = (released: FunctionProcess): void => {
    const next = waiting.shift();
    if (next) next.resolve(released);
    else idle.add(released);
  };

  const leave = (left: FunctionProcess): void => {
    all.delete(left);
    const wasIdle = idle.delete(left);
    if (stopped) return;
    if (wasIdle && all.size === 0) add().catch((error) => log(fn.title, `cannot start: ${error}`));
    grow();
  };

  const acquire = (): Promise<FunctionProcess> => {
    const [ready] = idle;
    if (ready) {
      idle.delete(ready);
      return Promise.resolve(ready);
    }
    return new Promise((resolve, reject) => {
      waiting.push({ resolve, reject });
      grow();
    });
  };

  return {
    warm: add,
    invoke: async (event) => {
      const process = await acquire();
      try {
        return await process.invoke(event);
      } finally {
        if (process.isAlive()) release(process);
      }
    },
    stop: async () => {
      stopped = true;
      await Promise.all([...all].map((process) => process.stop()));
    },
  };
};
