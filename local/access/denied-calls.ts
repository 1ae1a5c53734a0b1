import type { Log } from '../log.ts';
import type { ApiCall } from './api-calls.ts';
import { contextWith } from './conditions.ts';
import { denialOf } from './evaluate.ts';
import type { Identities } from './identities.ts';
import { principalKeys } from './principal.ts';

/**
 * Calls of functions that the policies of their roles do not allow. The local stack executes them anyway;
 * on AWS, they would fail. S3 and STS refuse such requests themselves.
 */
export class DeniedCalls {
  readonly #identities: Identities;
  readonly #log: Log;
  readonly #found = new Set<string>();

  constructor(identities: Identities, log: Log) {
    this.#identities = identities;
    this.#log = log;
  }

  /** Each call, in words, once. */
  list(): readonly string[] {
    return [...this.#found];
  }

  check({ needed, ...credential }: ApiCall): void {
    const caller = this.#identities.authenticate(credential);
    // Tests and people use the keys of the local stack, or keys that belong to nobody.
    if (typeof caller === 'string' || caller.session === undefined) return;
    const { principal } = caller;
    for (const { action, resource, keys = {} } of needed) {
      const context = contextWith({ ...principalKeys(principal), ...keys });
      if (denialOf(principal, { action, resource, context })) {
        this.#note(`${principal.arn} may not ${action} on ${resource} ${JSON.stringify(keys)}`);
      }
    }
  }

  #note(text: string): void {
    if (this.#found.has(text)) return;
    this.#found.add(text);
    this.#log('access', text);
  }
}
