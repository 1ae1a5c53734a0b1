import type { Log } from '../log.ts';
import { type FunctionProcess, startProcess } from './function-process.ts';
import type { LocalFunction } from './lambda-functions.ts';

/**
 * Maximum processes of a function per queue that it consumes; more would only compete for the
 * machine's cores.
 */
export const MAX_PROCESSES = 3;

interface Waiting {
  resolve(process: FunctionProcess): void;
  reject(error: unknown): void;
}

/**
 * The processes of a function: one kept warm, more under load, and a replacement for each that
 * dies.
 */
export class FunctionPool {
  readonly #fn: LocalFunction;
  readonly #log: Log;
  readonly #all = new Set<FunctionProcess>();
  readonly #idle = new Set<FunctionProcess>();
  readonly #waiting: Waiting[] = [];
  #starting = 0;
  #isStopped = false;

  constructor(fn: LocalFunction, log: Log) {
    this.#fn = fn;
    this.#log = log;
  }

  /** Starts a process. */
  async warm(): Promise<void> {
    const added = startProcess(this.#fn, this.#log);
    this.#all.add(added);
    added.exited.then(() => this.#remove(added));
    this.#starting += 1;
    try {
      await added.ready;
      this.#release(added);
    } finally {
      this.#starting -= 1;
    }
  }

  async invoke(event: unknown): Promise<unknown> {
    const process = await this.#acquire();
    try {
      return await process.invoke(event);
    } finally {
      if (process.isAlive()) this.#release(process);
    }
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await Promise.all([...this.#all].map((process) => process.stop()));
  }

  #acquire(): Promise<FunctionProcess> {
    const [ready] = this.#idle;
    if (ready) {
      this.#idle.delete(ready);
      return Promise.resolve(ready);
    }
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#grow();
    });
  }

  #release(process: FunctionProcess): void {
    const next = this.#waiting.shift();
    if (next) next.resolve(process);
    else this.#idle.add(process);
  }

  /** Starts a process if more invocations wait than processes start. */
  #grow(): void {
    const isFull = this.#all.size >= this.#fn.maxProcesses;
    if (this.#isStopped || this.#starting >= this.#waiting.length || isFull) return;
    // As on Lambda, an invocation fails if the process started for it fails to start.
    this.warm().catch((error) => this.#waiting.shift()?.reject(error));
  }

  #remove(exited: FunctionProcess): void {
    this.#all.delete(exited);
    const wasIdle = this.#idle.delete(exited);
    if (this.#isStopped) return;
    if (wasIdle && this.#all.size === 0)
      this.warm().catch((error) => this.#log(this.#fn.title, `cannot start: ${error}`));
    this.#grow();
  }
}
