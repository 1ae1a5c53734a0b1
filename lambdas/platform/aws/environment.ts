import type { z } from 'zod';
import { validationMessages } from '../http/validation-messages.ts';

/**
 * A function's settings, read from its environment variables.
 *
 * @throws Error naming every variable that is missing or wrong, and its fault.
 */
export function readEnvironment<Schema extends z.ZodType>(
  schema: Schema,
  variables: NodeJS.ProcessEnv,
): z.output<Schema> {
  const parsed = schema.safeParse(variables);
  if (parsed.success) return parsed.data;
  throw new Error(`environment: ${validationMessages(parsed.error).join('; ')}`);
}
