/** An object as the demo shows it. */
export interface ShownObject {
  readonly key: string;
  readonly contentType: string;
  readonly metadata: Readonly<Record<string, string>>;
  readonly body: string;
  /** Until it was found, from when it was first looked for. */
  readonly milliseconds: number;
}

/** Begins a step. */
export const titled = (title: string): void => console.log(`\n── ${title} ──`);

/** A request and its answer. Credentials are not printed. */
export function printRequest(
  method: string,
  url: string,
  body: unknown,
  answer: { readonly status: number; readonly text: string },
): void {
  console.log(`${method} ${url}`);
  if (body !== undefined) console.log(JSON.stringify(body, withoutSecrets));
  console.log(`→ ${answer.status} ${answer.text}`);
}

/** What is in the bucket. */
export function printObject({ key, contentType, metadata, body, milliseconds }: ShownObject): void {
  console.log(`→ in the bucket after ${milliseconds} ms`);
  console.log(`  key           ${key}`);
  console.log(`  content type  ${contentType}`);
  console.log(`  metadata      ${JSON.stringify(metadata)}`);
  console.log(`  body          ${body}`);
}

const withoutSecrets = (name: string, value: unknown): unknown =>
  name === 'credentials' ? '…' : value;
