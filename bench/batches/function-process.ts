import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { environment } from '../cpu/environment.ts';

/** A run that the parent process asks for. */
export interface Invocation {
  /** The time of the run, in milliseconds of Unix time. @default the current time */
  readonly at?: number | undefined;
  readonly event: unknown;
}

/** The result of a run and the resources that it used. */
export interface InvocationResult {
  readonly answer: unknown;
  readonly cpuMs: number;
  readonly wallMs: number;
  /** The time in which the run waited. It does not depend on other processes of the machine. */
  readonly waitMs: number;
  readonly logBytes: number;
  /** The peak memory of the process so far. */
  readonly maxMemoryMb: number;
}

const NO_FAILURES = '{"batchItemFailures":[]}';

/** A process that runs one function, one run at a time. */
export class FunctionProcess {
  readonly #child: ChildProcess;
  #last: Promise<unknown> = Promise.resolve();
  #pending: PromiseWithResolvers<InvocationResult> | undefined;

  private constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (result: InvocationResult) => this.#pending?.resolve(result));
    child.on('exit', () => this.#pending?.reject(new Error('the process of a function has ended')));
  }

  /**
   * @param file the function's file or bundle
   * @param url the stand-in for AWS
   */
  static async start(
    file: string,
    url: string,
    execArgv: readonly string[] = [],
  ): Promise<FunctionProcess> {
    const worker = join(import.meta.dirname, 'worker.ts');
    const child = fork(worker, [file], { env: environment(url), execArgv: [...execArgv] });
    await once(child, 'message');
    return new FunctionProcess(child);
  }

  /** Runs the function, when its earlier runs have ended. It must handle all messages. */
  run(invocation: Invocation): Promise<InvocationResult> {
    const run = this.#last.then(() => this.#run(invocation));
    this.#last = run.catch(() => {});
    return run;
  }

  async #run(invocation: Invocation): Promise<InvocationResult> {
    this.#pending = Promise.withResolvers();
    this.#child.send(invocation);
    const result = await this.#pending.promise;
    const answer = JSON.stringify(result.answer);
    if (answer !== NO_FAILURES) throw new Error(`a run answered ${answer}`);
    return result;
  }

  stop(): void {
    this.#child.kill('SIGTERM');
  }
}
