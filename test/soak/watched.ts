import { formsOf } from '../fault-injection/harness/forms.ts';

/** Headers by which a request to a store shows whose it is: the session token is in one. */
const SHOWS = ['authorization', 'x-amz-security-token'];

/** Looks for secrets in everything that a run writes, in clear or encoded, whole or by half. */
export class Watched {
  /** Where one was that has no business there. */
  readonly leaks = new Set<string>();
  /** Characters looked through. */
  characters = 0;
  readonly #forms: readonly string[];

  constructor(secrets: readonly string[]) {
    this.#forms = [...new Set(secrets.flatMap(formsOf))];
  }

  /** Looks through a text in which no secret may be. */
  text(where: string, text: string): void {
    this.characters += text.length;
    if (this.#forms.some((form) => text.includes(form))) this.leaks.add(where);
  }

  /** Looks through a request, but for the headers that show whose it is. */
  request(
    where: string,
    path: string,
    headers: readonly (readonly [name: string, value: unknown])[],
    body: Buffer,
  ): void {
    const others = headers.filter(([name]) => !SHOWS.includes(name));
    this.text(`a request to ${where}`, `${path} ${JSON.stringify(others)}`);
    this.text(`the body of a request to ${where}`, body.toString());
  }
}
