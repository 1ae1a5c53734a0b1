import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { close, listen } from '../../../local/listen.ts';
import { bodyOf } from '../fakes/body.ts';
import { type Call, callIn, type ServiceAnswer } from '../fakes/call.ts';
import { failing, slowing } from '../fakes/errors.ts';
import { answeredInPart } from '../fakes/in-part.ts';
import type { Outside } from '../fakes/outside.ts';
import type { FaultKind } from '../fault.ts';
import { calm, type Plan } from './plan.ts';

/** Callbacks for the calls that pass through the proxy. */
export interface Listener {
  /** For every call, before it is forwarded. */
  asked(call: Call): void;
  /** For every response that is returned. */
  answered(call: Call, answer: ServiceAnswer): void;
}

/** A run of a function and its process. */
interface Run {
  readonly name: string;
  readonly life: string;
}

/** The state of a call, kept across its retries. */
interface Known {
  readonly fault: FaultKind | undefined;
  tries: number;
}

/**
 * Stands between the functions and their services, numbers the calls, and injects faults as
 * planned.
 */
export class FaultProxy {
  plan: Plan = calm;
  /** Faults that have been injected. */
  struck = 0;
  readonly #outside: Outside;
  readonly #listener: Listener;
  readonly #server: Server;
  readonly #dead = new Set<string>();
  readonly #known = new Map<string, Known>();
  readonly #ordinals = new Map<string, number>();
  #run: Run | undefined;

  constructor(outside: Outside, listener: Listener) {
    this.#outside = outside;
    this.#listener = listener;
    this.#server = createServer((request, response) => this.#serve(request, response));
  }

  start(): Promise<string> {
    return listen(this.#server, 0, '');
  }

  stop(): Promise<void> {
    return close(this.#server);
  }

  /** Assigns later calls of that process to this run. */
  begin(run: Run): void {
    this.#run = run;
    this.#ordinals.clear();
    this.#known.clear();
  }

  isDead(life: string): boolean {
    return this.#dead.has(life);
  }

  async #serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', url: path = '', headers } = incoming;
    const body = await bodyOf(incoming).catch(() => undefined);
    // A client that disconnected during the request expects no response.
    if (body === undefined) return;
    const call = callIn({ method, path, headers, body });
    this.#listener.asked(call);
    const answer = await this.#answerTo(call);
    if (answer === undefined || this.isDead(call.life)) {
      response.destroy();
      return;
    }
    this.#listener.answered(call, answer);
    // The fakes use the clock of the functions.
    const date = new Date().toUTCString();
    response.writeHead(answer.status, { ...answer.headers, date }).end(answer.body);
  }

  /** Undefined when the response is withheld. */
  async #answerTo(call: Call): Promise<ServiceAnswer | undefined> {
    if (this.isDead(call.life)) return undefined;
    const known = this.#knownOf(call);
    known.tries += 1;
    const isFirst = known.tries === 1;
    const forward = () => this.#outside.forward(call);
    switch (known.fault) {
      case 'stopped':
        this.#dead.add(call.life);
        return undefined;
      case 'stopped after':
        await forward();
        this.#dead.add(call.life);
        return undefined;
      case 'refused':
        return failing(call.service);
      case 'answer lost':
        return forward().then((answer) => (isFirst ? undefined : answer));
      case 'throttled':
        return isFirst ? slowing(call.service) : forward();
      case 'in part':
        return isFirst
          ? answeredInPart(call, (request) => this.#outside.forward(call, request))
          : forward();
      case undefined:
        return forward();
    }
  }

  #knownOf(call: Call): Known {
    const known = this.#known.get(call.id) ?? { fault: this.#faultAt(call), tries: 0 };
    this.#known.set(call.id, known);
    return known;
  }

  /** Calls of a process without a current run, left over from a failed run, are not boundaries. */
  #faultAt({ life, operation }: Call): FaultKind | undefined {
    const run = this.#run;
    if (run?.life !== life) return undefined;
    const ordinal = (this.#ordinals.get(operation) ?? 0) + 1;
    this.#ordinals.set(operation, ordinal);
    const fault = this.plan({ run: run.name, operation, ordinal });
    if (fault !== undefined) this.struck += 1;
    return fault;
  }
}
