import type { ServiceRequest, ServiceResponse } from '../../../local/direct-response.ts';
import { type Call, callIn } from '../fakes/call.ts';
import { failing, slowing } from '../fakes/errors.ts';
import { answeredInPart } from '../fakes/in-part.ts';
import type { Outside } from '../fakes/outside.ts';
import type { FaultKind } from '../fault.ts';
import { noFaults, type Plan } from './plan.ts';

/** Callbacks for the calls that pass through the proxy. */
export interface Listener {
  /** For every call, before it is forwarded. */
  asked(call: Call): void;
  /** For every response that is returned. */
  answered(call: Call, answer: ServiceResponse): void;
}

/** A run of a function and its process. */
interface Run {
  readonly name: string;
  readonly life: string;
}

/**
 * Stands between the functions and their services, numbers the calls, and injects faults as
 * planned.
 */
export class FaultProxy {
  plan: Plan = noFaults;
  /** Faults that have been injected. */
  struck = 0;
  readonly #outside: Outside;
  readonly #listener: Listener;
  readonly #dead = new Set<string>();
  readonly #ordinals = new Map<string, number>();
  #run: Run | undefined;

  constructor(outside: Outside, listener: Listener) {
    this.#outside = outside;
    this.#listener = listener;
  }

  /** Assigns later calls of that process to this run. */
  begin(run: Run): void {
    this.#run = run;
    this.#ordinals.clear();
  }

  isDead(life: string): boolean {
    return this.#dead.has(life);
  }

  /** Answers a call; undefined when the response is withheld. */
  async serve(request: ServiceRequest): Promise<ServiceResponse | undefined> {
    const call = callIn(request);
    this.#listener.asked(call);
    const answer = await this.#answerTo(call);
    if (answer === undefined || this.isDead(call.life)) return undefined;
    this.#listener.answered(call, answer);
    // The fakes use the clock of the functions.
    return { ...answer, headers: { ...answer.headers, date: new Date().toUTCString() } };
  }

  async #answerTo(call: Call): Promise<ServiceResponse | undefined> {
    if (this.isDead(call.life)) return undefined;
    switch (this.#faultAt(call)) {
      case 'stopped':
        this.#dead.add(call.life);
        return undefined;
      case 'stopped after':
        await this.#outside.forward(call);
        this.#dead.add(call.life);
        return undefined;
      case 'answer lost':
        await this.#outside.forward(call);
        return undefined;
      case 'refused':
        return failing(call.service);
      case 'throttled':
        return slowing(call.service);
      case 'in part':
        return answeredInPart(call, (part) => this.#outside.forward(call, part));
      case undefined:
        return this.#outside.forward(call);
    }
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
