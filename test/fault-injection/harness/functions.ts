import { constants, runInThisContext } from 'node:vm';
import type { Context } from 'aws-lambda';
import { aContext } from '../../support/lambda.ts';
import { environmentOf, type FunctionName, type StageSettings } from './environment.ts';

type Handler = (event: unknown, context: Context) => Promise<unknown>;

/** A function's module, with what it keeps in memory. */
interface FunctionFile {
  readonly handler: Handler;
}

/** The time a process lives of which one function runs. */
interface Life {
  readonly id: string;
  readonly handler: Handler;
}

/** How long a run may take: a stage's default for all but two, which are a little off. */
const TIMEOUT_MS = 30_000;

/**
 * The functions as AWS runs them, but in this process: each from its file, and loaded anew for a new
 * life, so that nothing it had in memory is left.
 */
export class Functions {
  settings: StageSettings = {};
  /** Tries that the SDK makes at one call; undefined for its own number. */
  maxAttempts: number | undefined;
  readonly #url: string;
  readonly #lives = new Map<FunctionName, Life>();
  #begun = 0;

  constructor(url: string) {
    this.#url = url;
  }

  /** The process of a function that is there, or a new one. */
  async lifeOf(name: FunctionName): Promise<Life> {
    const present = this.#lives.get(name);
    if (present) return present;
    this.#begun += 1;
    const id = `${name}-${this.#begun}`;
    // Before its file is loaded: the logger reads its level then.
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

  /** A process is gone. */
  end(name: FunctionName): void {
    this.#lives.delete(name);
  }

  /** All processes are gone. */
  endAll(): void {
    this.#lives.clear();
  }
}

/** Node's own `import()`, which is quicker than that of the test runner, and is what AWS has. */
const nodesImport: (href: string) => Promise<FunctionFile> = runInThisContext(
  '(href) => import(href)',
  { importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER },
);

async function handlerOf(name: FunctionName, life: string): Promise<Handler> {
  // Another address is another module to Node; what it imports is shared, and keeps nothing.
  const { href } = new URL(`../../../lambdas/${name}.ts?life=${life}`, import.meta.url);
  return (await nodesImport(href)).handler;
}
