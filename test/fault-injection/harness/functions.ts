import { aContext } from '../../support/lambda.ts';
import { environmentOf, type FunctionName, type StageSettings } from './environment.ts';
import { type Handler, loadFunction } from './load-function.ts';

/** The lifetime of a process that runs one function. */
interface Life {
  readonly id: string;
  readonly handler: Handler;
}

/** Timeouts of a run: a stage's defaults except for two, which differ slightly. */
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
  readonly #lives = new Map<FunctionName, Life>();
  #begun = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /** The function's existing process, or a new one. */
  async lifeOf(name: FunctionName): Promise<Life> {
    const present = this.#lives.get(name);
    if (present) return present;
    this.#begun += 1;
    const id = `${name}-${this.#begun}`;
    // Set before the file is loaded, because the logger reads its level then.
    Object.assign(process.env, environmentOf(name, id, this.#url, this.settings));
    const life = { id, handler: await loadFunction(name, id) };
    this.#lives.set(name, life);
    return life;
  }

  /** Runs a function. */
  async invoke(name: FunctionName, event: unknown): Promise<unknown> {
    const { id, handler } = await this.lifeOf(name);
    Object.assign(process.env, environmentOf(name, id, this.#url, this.settings));
    if (this.maxAttempts === undefined) delete process.env.AWS_MAX_ATTEMPTS;
    else process.env.AWS_MAX_ATTEMPTS = String(this.maxAttempts);
    const end = Date.now() + TIMEOUT_MS;
    const getRemainingTimeInMillis = () => end - Date.now();
    return handler(event, aContext({ awsRequestId: id, getRemainingTimeInMillis }));
  }

  /** Discards a process. */
  end(name: FunctionName): void {
    this.#lives.delete(name);
  }

  /** Discards all processes. */
  endAll(): void {
    this.#lives.clear();
  }
}
