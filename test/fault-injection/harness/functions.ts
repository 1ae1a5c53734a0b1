import { aContext } from '../../support/lambda.ts';
import { environmentOf, type FunctionName, type StageSettings } from './environment.ts';
import { type Handler, loadFunction } from './load-function.ts';

/** A simulated process that runs one function. */
interface FunctionProcess {
  readonly id: string;
  readonly handler: Handler;
}

/** The timeout of each run, which is close to the default of every function. */
const TIMEOUT_MS = 30_000;

/**
 * Runs the functions as AWS does, but in this process. Each is loaded from its file, and loaded again
 * for a new process, so that no in-memory state remains.
 */
export class Functions {
  settings: StageSettings = {};
  /** The SDK's maximum number of attempts per call; undefined for its default. */
  maxAttempts: number | undefined;
  readonly #url: string;
  readonly #processes = new Map<FunctionName, FunctionProcess>();
  #started = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /** The function's existing process, or a new one. */
  async processOf(name: FunctionName): Promise<FunctionProcess> {
    const present = this.#processes.get(name);
    if (present) return present;
    this.#started += 1;
    const id = `${name}-${this.#started}`;
    // Set before the file is loaded, because the logger reads its level then.
    Object.assign(process.env, environmentOf(name, id, this.#url, this.settings));
    const created = { id, handler: await loadFunction(name, id) };
    this.#processes.set(name, created);
    return created;
  }

  /** Runs a function. */
  async invoke(name: FunctionName, event: unknown): Promise<unknown> {
    const { id, handler } = await this.processOf(name);
    Object.assign(process.env, environmentOf(name, id, this.#url, this.settings));
    if (this.maxAttempts === undefined) delete process.env.AWS_MAX_ATTEMPTS;
    else process.env.AWS_MAX_ATTEMPTS = String(this.maxAttempts);
    const end = Date.now() + TIMEOUT_MS;
    const getRemainingTimeInMillis = () => end - Date.now();
    return handler(event, aContext({ awsRequestId: id, getRemainingTimeInMillis }));
  }

  /** Discards a process. */
  end(name: FunctionName): void {
    this.#processes.delete(name);
  }

  /** Discards all processes. */
  endAll(): void {
    this.#processes.clear();
  }
}
