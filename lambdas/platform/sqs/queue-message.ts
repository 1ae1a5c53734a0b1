import type { z } from 'zod';
import { validationMessages } from '../http/validation-messages.ts';
import { parsedJson } from '../json/json.ts';
import { InvalidMessageError } from './invalid-message-error.ts';

/**
 * Parses and validates the JSON in a queue message.
 *
 * @throws InvalidMessageError that names every invalid field
 */
export function readMessage<Schema extends z.ZodType>(
  schema: Schema,
  body: string,
): z.output<Schema> {
  const value = parsedJson(body);
  if (value === undefined) throw new InvalidMessageError('the message is not JSON');
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new InvalidMessageError(validationMessages(parsed.error).join('; '));
  return parsed.data;
}
