import type { ServiceResponse } from '../../../local/direct-response.ts';
import type { Call } from '../fakes/call.ts';
import { formsOf } from './forms.ts';

/** Calls whose purpose is to carry secrets, in the request and in the response. */
const SECRET_REQUESTS = /^kms Encrypt/;
const SECRET_RESPONSES = /^(?:kms Decrypt|secretsmanager GetSecretValue)/;

/** Headers that authenticate a request to a store. */
const AUTHENTICATION_HEADERS = ['authorization', 'x-amz-security-token'];

/** Secrets that these headers may contain. */
const IN_HEADERS = ['access key', 'session token'];

/**
 * Searches all traffic for secrets: plain or encoded, complete or half. Secrets found where they are
 * allowed prove that the search works.
 */
export class Watch {
  /** Secrets found where they are not allowed. */
  readonly leaks = new Set<string>();
  /** Secrets found where they are allowed. */
  readonly met = new Set<string>();
  readonly #forms: readonly (readonly [form: string, name: string])[];
  /** Finds any form: one search takes half the time of one for each. */
  readonly #anyForm: RegExp;

  /** @param secrets by name */
  constructor(secrets: Readonly<Record<string, string>>) {
    this.#forms = Object.entries(secrets).flatMap(([name, secret]) =>
      formsOf(secret).map((form) => [form, name] as const),
    );
    this.#anyForm = new RegExp(this.#forms.map(([form]) => literal(form)).join('|'));
  }

  /** Searches text that must contain no secret. */
  look(where: string, text: string): void {
    for (const name of this.#namesIn(text)) this.leaks.add(`${name} in ${where}`);
  }

  /** Searches a request. */
  asked({ operation, service, request }: Call): void {
    const { path, headers, body } = request;
    const where = `a call, ${operation}`;
    const entries = Object.entries(headers);
    const isAuthentication = ([name]: [string, unknown]) =>
      service === 's3' && AUTHENTICATION_HEADERS.includes(name);
    this.#meet(where, JSON.stringify(entries.filter(isAuthentication)), IN_HEADERS);
    this.look(
      where,
      `${path} ${JSON.stringify(entries.filter((entry) => !isAuthentication(entry)))}`,
    );
    this.#pass(where, body, SECRET_REQUESTS.test(operation));
  }

  /** Searches a response. Responses of stores are excluded. */
  answered({ operation, service }: Call, { body }: ServiceResponse): void {
    if (service !== 's3')
      this.#pass(`an answer, ${operation}`, body, SECRET_RESPONSES.test(operation));
  }

  #pass(where: string, body: Buffer, mayHold: boolean): void {
    const text = body.toString();
    if (mayHold) for (const name of this.#namesIn(text)) this.met.add(name);
    else this.look(where, text);
  }

  /** Searches text that may contain some secrets. */
  #meet(where: string, text: string, allowed: readonly string[]): void {
    for (const name of this.#namesIn(text)) {
      if (allowed.includes(name)) this.met.add(name);
      else this.leaks.add(`${name} in ${where}`);
    }
  }

  #namesIn(text: string): string[] {
    if (!this.#anyForm.test(text)) return [];
    return this.#forms.filter(([form]) => text.includes(form)).map(([, name]) => name);
  }
}

/** The source of a regular expression that matches `text` literally. */
const literal = (text: string): string => text.replaceAll(/[^\w\s]/g, '\\$&');
