/** An object as the demo prints it. */
export interface ShownObject {
  readonly key: string;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly body: string;
  /** Milliseconds from the first lookup until the object was found. */
  readonly milliseconds: number;
}

/** Prints the title of a step. */
export const printTitle = (title: string): void => console.log(`\n── ${title} ──`);

/** Prints a request and its response, without credentials. */
export function printRequest(
  method: string,
  url: string,
  body: unknown,
  response: { readonly status: number; readonly text: string },
): void {
  console.log(`${method} ${url}`);
  if (body !== undefined) console.log(JSON.stringify(body, withoutSecrets));
  console.log(`→ ${response.status} ${response.text}`);
}

/** Prints an object of the bucket. */
export function printObject({ key, contentType, metadata, body, milliseconds }: ShownObject): void {
  console.log(`→ in the bucket after ${milliseconds} ms`);
  console.log(`  key           ${key}`);
  console.log(`  content type  ${contentType}`);
  console.log(`  metadata      ${JSON.stringify(metadata)}`);
  console.log(`  body          ${body}`);
}

const withoutSecrets = (name: string, value: unknown): unknown =>
  name === 'credentials' ? '…' : value;
