import { setTimeout as sleep } from 'node:timers/promises';
import { LocalStackError } from '../local-stack-error.ts';
import type { Log } from '../log.ts';
import { type FunctionProcess, startProcess } from './function-process.ts';
import type { LocalFunction } from './lambda-functions.ts';

/**
 * Maximum processes of a function per queue that it consumes; more would only compete for the
 * machine's cores.
 */
export const MAX_PROCESSES = 3;

/**
 * Milliseconds that an invocation waits for a busy process before another is started. Most invocations
 * take less, also on a busy machine. A start takes more CPU time than several of them, and a new process
 * compiles all that it runs.
 */
const GROW_AFTER_MS = 300;

interface Waiting {
  resolve(process: FunctionProcess): void;
  reject(error: unknown): void;
}

/**
 * The processes of a function: one from the first invocation on, more under load, and a replacement for
 * each that dies.
 */
export class FunctionPool {
  readonly #fn: LocalFunction;
  readonly #log: Log;
  readonly #all = new Set<FunctionProcess>();
  readonly #idle = new Set<FunctionProcess>();
  readonly #waiting: Waiting[] = [];
  #isGrowing = false;
  #isStopped = false;

  constructor(fn: LocalFunction, log: Log) {
    this.#fn = fn;
    this.#log = log;
  }

  /** Starts a process, so that the next invocation does not wait for it. */
  async warm(): Promise<void> {
    const added = startProcess(this.#fn, this.#log);
    this.#all.add(added);
    added.exited.then(() => this.#remove(added));
    try {
      await added.ready;
    } catch (cause) {
      throw new LocalStackError(`the function ${this.#fn.name} does not load: ${cause}`, { cause });
    }
    this.#release(added);
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

  /** Starts processes while invocations wait, one at a time: several would slow each other down. */
  async #grow(): Promise<void> {
    if (this.#isGrowing) return;
    this.#isGrowing = true;
    while (this.#waiting.length > 0) {
      if (this.#all.size > 0) await sleep(GROW_AFTER_MS);
      if (!this.#isProcessNeeded()) break;
      // As on Lambda, an invocation fails if the process started for it fails to start.
      await this.warm().catch((error) => this.#waiting.shift()?.reject(error));
    }
    this.#isGrowing = false;
  }

  #isProcessNeeded(): boolean {
    const isFull = this.#all.size >= this.#fn.maxProcesses;
    return this.#waiting.length > 0 && !this.#isStopped && !isFull;
  }

  #remove(exited: FunctionProcess): void {
    this.#all.delete(exited);
    const wasIdle = this.#idle.delete(exited);
    if (this.#isStopped) return;
    if (wasIdle && this.#all.size === 0)
      this.warm().catch((error) => this.#log(this.#fn.title, String(error)));
    this.#grow();
  }
}
