import { constants, runInThisContext } from 'node:vm';
import type { Context } from 'aws-lambda';
import { aContext } from '../../support/lambda.ts';
import { environmentOf, type FunctionName, type StageSettings } from './environment.ts';

type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** A function's module with its in-memory state. */
interface FunctionFile {
  readonly handler: Handler;
}

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
    const life = { id, handler: await handlerOf(name, id) };
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

/** Node's own `import()`, which is faster than the test runner's and is what AWS uses. */
const nodesImport: (href: string) => Promise<FunctionFile> = runInThisContext(
  '(href) => import(href)',
  { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER },
);

async function handlerOf(name: FunctionName, life: string): Promise<Handler> {
  // For Node, another URL is another module. Its imports are shared and keep no state.
  const { href } = new URL(`../../../lambdas/${name}.ts?life=${life}`, import.meta.url);
  return (await nodesImport(href)).handler;
}
