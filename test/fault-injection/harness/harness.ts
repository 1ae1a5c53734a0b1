import { inspect } from 'node:util';
import * as z from 'zod';
import { anHttpEvent } from '../../support/lambda.ts';
import type { Outside } from '../fakes/outside.ts';
import { clearTimeouts, moveOn } from './clock.ts';
import type { FunctionName } from './environment.ts';
import type { FaultProxy } from './fault-proxy.ts';
import type { Functions } from './functions.ts';
import { Shelf } from './items.ts';
import { API_KEY } from './secrets.ts';
import type { Watch } from './watch.ts';

/** The result of a run: the function's response, unless it failed or its process died. */
type Outcome = { readonly answer: unknown } | { readonly error: unknown } | 'died';

/** A response of the HTTP API. */
const Answer = z.object({ statusCode: z.number(), body: z.string() });
type Answer = z.output<typeof Answer>;

/** Whether a response is the expected one. */
export type IsDone = (answer: Answer) => boolean;

/** A caller without a response repeats the request a second later, up to this often. */
const MAX_TRIES = 10;

const answerIn = (outcome: Outcome): Answer | undefined =>
  typeof outcome === 'object' && 'answer' in outcome ? Answer.parse(outcome.answer) : undefined;

/** The log line for operator events that could not be queued. */
const Unqueued = z.object({
  message: z.literal('operator events not queued'),
  operator_events: z.array(z.object({ topic: z.string() })),
});

function unqueuedIn(text: string): string[] {
  if (!text.includes('operator events not queued')) return [];
  return Unqueued.parse(JSON.parse(text)).operator_events.map(({ topic }) => topic);
}

/** The functions and all services they call, controlled by a test. */
export class Harness {
  readonly outside: Outside;
  readonly proxy: FaultProxy;
  readonly functions: Functions;
  readonly watch: Watch;
  readonly shelf: Shelf;
  /** The ids of accepted events: answered as accepted, or received from the publish queue. */
  readonly accepted = new Set<string>();
  /** The topics of operator events that could not be queued, according to the log. */
  readonly unqueued: string[] = [];
  /** Logged lines. */
  lines = 0;
  /** The number of runs per function. */
  readonly runs = new Map<FunctionName, number>();
  /** Called with the name of every run before it begins. */
  before: ((run: string) => Promise<void>) | undefined;

  constructor(outside: Outside, proxy: FaultProxy, functions: Functions, watch: Watch) {
    this.outside = outside;
    this.shelf = new Shelf(outside.database);
    this.proxy = proxy;
    this.functions = functions;
    this.watch = watch;
  }

  /** Processes a log line. */
  hear(text: string): void {
    this.watch.look('the log', text);
    this.lines += 1;
    this.unqueued.push(...unqueuedIn(text));
  }

  /** Runs a function on an event, which is read from its source when the run begins. */
  async invoke(name: FunctionName, take: () => unknown): Promise<Outcome> {
    const count = (this.runs.get(name) ?? 0) + 1;
    const run = `${name} ${count}`;
    await this.before?.(run);
    this.runs.set(name, count);
    const { id: life } = await this.functions.processOf(name);
    this.proxy.begin({ name: run, life });
    const outcome = await this.#outcomeOf(name, take());
    clearTimeouts();
    this.shelf.changed();
    const died = this.proxy.isDead(life);
    if (died) this.functions.end(name);
    return died ? 'died' : outcome;
  }

  async #outcomeOf(name: FunctionName, event: unknown): Promise<Outcome> {
    try {
      const answer = await this.functions.invoke(name, event);
      this.watch.look(`an answer of the ${name}`, JSON.stringify(answer) ?? '');
      return { answer };
    } catch (error) {
      this.watch.look(`an error of the ${name}`, inspect(error, { depth: 10 }));
      return { error };
    }
  }

  /**
   * Sends an API request repeatedly until it succeeds.
   *
   * @param isDone whether a response means success
   * @throws Error when the API rejects the request, or never responds
   */
  async request(method: string, path: string, body: string, isDone: IsDone): Promise<void> {
    const event = anHttpEvent(method, `/api/v1${path}`, {
      headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
      body,
    });
    let outcome: Outcome = 'died';
    for (let tries = 0; tries < MAX_TRIES; tries += 1) {
      outcome = await this.invoke('api', () => event);
      const answer = answerIn(outcome);
      if (answer && isDone(answer)) return;
      const refused = answer && answer.statusCode >= 400 && answer.statusCode < 500;
      if (refused) throw new Error(`${method} ${path}: ${answer.body}`);
      moveOn(1_000);
    }
    throw new Error(`${method} ${path} is never answered`, { cause: outcome });
  }
}
