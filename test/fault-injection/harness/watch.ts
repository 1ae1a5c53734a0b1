import type { Call, ServiceAnswer } from '../fakes/call.ts';
import { formsOf } from './forms.ts';

/** Calls whose purpose it is to carry secrets: what is asked, and what is answered. */
const MAY_ASK = /^kms Encrypt/;
const MAY_ANSWER = /^(?:kms Decrypt|secretsmanager GetSecretValue)/;

/** Headers by which a request to a store shows whose it is. */
const SHOWS = ['authorization', 'x-amz-security-token'];

/** What may be in them. */
const SHOWN = ['access key', 'session token'];

/**
 * Looks for secrets in all that passes by, in clear or encoded, whole or by half. What it has met
 * where it may be shows that it would see it elsewhere.
 */
export class Watch {
  /** Which secret was where it has no business. */
  readonly leaks = new Set<string>();
  /** Secrets that have been where they may be. */
  readonly met = new Set<string>();
  readonly #forms: readonly (readonly [form: string, name: string])[];

  /** @param secrets by what they are */
  constructor(secrets: Readonly<Record<string, string>>) {
    this.#forms = Object.entries(secrets).flatMap(([name, secret]) =>
      formsOf(secret).map((form) => [form, name] as const),
    );
  }

  /** Looks through a text in which no secret may be. */
  look(where: string, text: string): void {
    for (const name of this.#namesIn(text)) this.leaks.add(`${name} in ${where}`);
  }

  /** Looks through a call that is made. */
  asked({ operation, service, request }: Call): void {
    const { path, headers, body } = request;
    const where = `a call, ${operation}`;
    const entries = Object.entries(headers);
    const isShown = ([name]: [string, unknown]) => service === 's3' && SHOWS.includes(name);
    this.#meet(where, JSON.stringify(entries.filter(isShown)), SHOWN);
    this.look(where, `${path} ${JSON.stringify(entries.filter((entry) => !isShown(entry)))}`);
    this.#pass(where, body, MAY_ASK.test(operation));
  }

  /** Looks through an answer. What stores say is theirs. */
  answered({ operation, service }: Call, { body }: ServiceAnswer): void {
    if (service !== 's3') this.#pass(`an answer, ${operation}`, body, MAY_ANSWER.test(operation));
  }

  #pass(where: string, body: Buffer, mayHold: boolean): void {
    const text = body.toString();
    if (mayHold) for (const name of this.#namesIn(text)) this.met.add(name);
    else this.look(where, text);
  }

  /** Looks through a text in which some secrets may be. */
  #meet(where: string, text: string, allowed: readonly string[]): void {
    for (const name of this.#namesIn(text)) {
      if (allowed.includes(name)) this.met.add(name);
      else this.leaks.add(`${name} in ${where}`);
    }
  }

  #namesIn(text: string): string[] {
    return this.#forms.filter(([form]) => text.includes(form)).map(([, name]) => name);
  }
}
