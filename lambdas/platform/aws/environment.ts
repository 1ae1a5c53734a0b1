import type * as z from 'zod';
import { validationMessages } from '../http/validation.ts';

/**
 * Parses and validates a function's environment variables.
 *
 * @throws Error that names every missing or invalid variable and its validation error
 */
export function readEnvironment<Schema extends z.ZodType>(
  schema: Schema,
  variables: NodeJS.ProcessEnv,
): z.output<Schema> {
  const parsed = schema.safeParse(variables);
  if (parsed.success) return parsed.data;
  throw new Error(`environment: ${validationMessages(parsed.error).join('; ')}`);
}
