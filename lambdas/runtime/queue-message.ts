import type { z } from 'zod';
import { faultsOf } from './faults.ts';
import { parsedJson } from './json.ts';
import { UnreadableMessage } from './unreadable-message.ts';

/**
 * The JSON object in a queue message.
 *
 * @throws UnreadableMessage naming every field that is wrong
 */
export function readMessage<Schema extends z.ZodType>(
  schema: Schema,
  body: string,
): z.output<Schema> {
  const value = parsedJson(body);
  if (value === undefined) throw new UnreadableMessage('the message is not JSON');
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new UnreadableMessage(faultsOf(parsed.error).join('; '));
  return parsed.data;
}
