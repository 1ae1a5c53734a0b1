import type { z } from 'zod';
import { faultsOf } from './faults.ts';
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
  const parsed = schema.safeParse(jsonIn(body));
  if (!parsed.success) throw new UnreadableMessage(faultsOf(parsed.error).join('; '));
  return parsed.data;
}

function jsonIn(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw new UnreadableMessage('the message is not JSON');
  }
}
