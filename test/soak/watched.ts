import { formsOf } from '../fault-injection/harness/forms.ts';

/** Headers that authenticate a request to a store. They may contain a secret. */
const AUTHENTICATION_HEADERS = ['authorization', 'x-amz-security-token'];

/** Searches everything that a run writes for secrets: plain or encoded, complete or half. */
export class Watched {
  /** Secrets found where they must not be. */
  readonly leaks = new Set<string>();
  /** Number of characters searched. */
  characters = 0;
  readonly #forms: readonly string[];

  constructor(secrets: readonly string[]) {
    this.#forms = [...new Set(secrets.flatMap(formsOf))];
  }

  /** Searches text that must contain no secret. */
  text(where: string, text: string): void {
    this.characters += text.length;
    if (this.#forms.some((form) => text.includes(form))) this.leaks.add(where);
  }

  /** Searches a request, except the headers that authenticate it. */
  request(
    where: string,
    path: string,
    headers: readonly (readonly [name: string, value: unknown])[],
    body: Buffer,
  ): void {
    const others = headers.filter(([name]) => !AUTHENTICATION_HEADERS.includes(name));
    this.text(`a request to ${where}`, `${path} ${JSON.stringify(others)}`);
    this.text(`the body of a request to ${where}`, body.toString());
  }
}
