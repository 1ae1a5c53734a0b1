import * as z from 'zod';
import { TooLargeError } from '../errors.ts';
import { nearestMember } from '../json/nearest.ts';

/** The largest size of one record, in bytes. A page reads many records at once. */
const MAX_BYTES = 32_768;

/** The largest body that describes a record to store, in bytes: several times the size of the record. */
export const MAX_BODY_BYTES = 131_072;

/**
 * The largest text of one or more events, in bytes, white space included. It equals Lambda's request
 * payload quota (Lambda quotas), and therefore the most that HTTP can carry.
 */
export const MAX_EVENT_TEXT_BYTES = 6_291_456;

/** The validation error for an oversized body, if any. Parse time grows with the size. */
export function bodySizeError(body: string, maxBytes: number): string | undefined {
  const bytes = Buffer.byteLength(body);
  return bytes > maxBytes ? `body is ${bytes} bytes; the limit is ${maxBytes} bytes` : undefined;
}

/** @throws TooLargeError when `record`, called `name` in the message, is too large to store */
export function checkSize(name: string, record: object): void {
  const bytes = Buffer.byteLength(JSON.stringify(record));
  if (bytes > MAX_BYTES) {
    throw new TooLargeError(`${name} is ${bytes} bytes; the limit is ${MAX_BYTES} bytes`);
  }
}

/** The most unknown members that are checked: a body may have many thousands. */
const MAX_LOOKED_AT = 100;
/** The most misspelled members that are reported. */
const MAX_MISSPELLED = 20;

/**
 * Validation errors for unknown members with a name close to a known one, which would otherwise be
 * ignored. Other unknown members are allowed.
 */
function misspelledIn(schema: z.ZodType, body: object): string[] {
  if (!(schema instanceof z.ZodObject)) return [];
  const known = Object.keys(schema.shape);
  const unknown = Object.keys(body).filter((name) => !known.includes(name));
  return unknown
    .slice(0, MAX_LOOKED_AT)
    .flatMap((name) => {
      const meant = nearestMember(name, known);
      return meant === undefined
        ? []
        : [`${shortName(name)} is not a known field; did you mean ${meant}?`];
    })
    .slice(0, MAX_MISSPELLED);
}

/** Validates a body. Returns its data, or one sentence per validation error, misspelled members first. */
export function readBody<Schema extends z.ZodType>(
  schema: Schema,
  body: object,
): { readonly data: z.output<Schema> } | { readonly errors: readonly string[] } {
  const misspelled = misspelledIn(schema, body);
  const parsed = schema.safeParse(body);
  if (parsed.success) return misspelled.length > 0 ? { errors: misspelled } : { data: parsed.data };
  const others = validationMessages(parsed.error).filter(
    (sentence) => !misspelled.some((reported) => reported.startsWith(sentence)),
  );
  return { errors: [...misspelled, ...others] };
}

type Issue = z.core.$ZodIssue;

/** The most validation errors listed. Responses, dead letters and log lines must have room for them. */
const MAX_ERRORS = 20;

/** The most characters of a name in an error message. Callers choose names, of any length. */
const MAX_NAME_CHARACTERS = 64;

/** One sentence per validation error, each starting with the path of the field. */
export function validationMessages(error: z.ZodError): string[] {
  const issues = error.issues.slice(0, MAX_ERRORS);
  const sentences = issues.flatMap(sentencesOf);
  const more = sentences.length - MAX_ERRORS + error.issues.length - issues.length;
  return more > 0 ? [...sentences.slice(0, MAX_ERRORS), `and ${more} more errors`] : sentences;
}

function sentencesOf(issue: Issue): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${pathOf([...issue.path, key])} is not a known field`);
  }
  if (issue.code === 'invalid_union' && issue.message === 'Invalid input') {
    // The first form of a union is the usual one: report its errors.
    const [first = []] = issue.errors;
    return first.flatMap((one) => sentencesOf({ ...one, path: [...issue.path, ...one.path] }));
  }
  return [`${pathOf(issue.path)} ${predicateOf(issue)}`];
}

/** Messages in Waybill's schemas are predicates ("must be …"); zod's own messages have another form. */
function predicateOf(issue: Issue): string {
  if (issue.code !== 'invalid_type' || !issue.message.startsWith('Invalid input')) {
    return issue.message;
  }
  return issue.message.endsWith('received undefined')
    ? 'is required'
    : `must be ${article(issue.expected === 'record' ? 'object' : issue.expected)}`;
}

const article = (noun: string): string => (/^[aeiou]/.test(noun) ? `an ${noun}` : `a ${noun}`);

const pathOf = (path: readonly PropertyKey[]): string =>
  path.length === 0 ? 'body' : path.map((key) => shortName(String(key))).join('.');

/** A name that a caller chose, as error messages show it. */
export const shortName = (given: string): string => {
  const name = given.toWellFormed();
  return name.length > MAX_NAME_CHARACTERS ? `${name.slice(0, MAX_NAME_CHARACTERS)}…` : name;
};
