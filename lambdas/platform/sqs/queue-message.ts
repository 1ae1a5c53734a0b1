import type * as z from 'zod';
import { validationMessages } from '../http/validation.ts';
import { tryParseJson } from '../json/parse-json.ts';

/**
 * A queue message that is invalid and never succeeds on retry. The error message names the invalid
 * fields, never their values. Do not throw it for server errors, which leave the message in its queue.
 */
export class InvalidMessageError extends Error {
  override readonly name = 'InvalidMessageError';
}

/**
 * Parses and validates the JSON in a queue message.
 *
 * @throws InvalidMessageError that names every invalid field
 */
export function readMessage<Schema extends z.ZodType>(
  schema: Schema,
  body: string,
): z.output<Schema> {
  const value = tryParseJson(body);
  if (value === undefined) throw new InvalidMessageError('the message is not JSON');
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new InvalidMessageError(validationMessages(parsed.error).join('; '));
  return parsed.data;
}

/** The largest SQS message in bytes, attributes included: SQSDeveloperGuide, quotas-messages. */
export const MAX_MESSAGE_BYTES = 1_048_576;

type Texts = Readonly<Record<string, string>>;

/** A string message attribute in the SQS API's format. */
interface TextAttribute {
  readonly DataType: 'String';
  readonly StringValue: string;
}

/**
 * The first of `candidates` that fits into a message together with its body, in the SQS API's format;
 * undefined when none fits.
 */
export function attributesThatFit(
  body: string,
  candidates: readonly Texts[],
): Record<string, TextAttribute> | undefined {
  const room = MAX_MESSAGE_BYTES - Buffer.byteLength(body);
  const texts = candidates.find((candidate) => bytesOf(candidate) <= room);
  return texts && asAttributes(texts);
}

/** Converts strings to message attributes in the SQS API's format. */
export const asAttributes = (texts: Texts): Record<string, TextAttribute> =>
  Object.fromEntries(Object.entries(texts).map(asAttribute));

const asAttribute = ([name, StringValue]: [string, string]): [string, TextAttribute] => [
  name,
  { DataType: 'String', StringValue },
];

/**
 * The size of attributes in bytes: names, types and values count (SQSDeveloperGuide, sqs-message-metadata).
 */
export const bytesOf = (texts: Texts): number =>
  Object.entries(texts).reduce(
    (bytes, [name, value]) => bytes + Buffer.byteLength(`${name}String${value}`),
    0,
  );
