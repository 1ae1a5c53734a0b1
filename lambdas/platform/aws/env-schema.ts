import * as z from 'zod';
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

/** A required variable. */
export const NonEmptyString = z.string().min(1, 'is required');

/** An optional variable. An empty value counts as not set. */
export const OptionalString = z.string().transform((text) => text || undefined);

/** A whole number, at least 1. */
export const PositiveInt = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, 'must be a whole number of at least 1')
  .transform(Number);

/** A whole number, at least 0. */
export const NonNegativeInt = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number of at least 0')
  .transform(Number);

/** `park` (true) or `drop` (false). */
export const ParkOrDrop = z
  .enum(['park', 'drop'], { error: 'must be park or drop' })
  .transform((setting) => setting === 'park');

/** `true` or `false`. */
export const TrueOrFalse = z.stringbool({
  truthy: ['true'],
  falsy: ['false'],
  case: 'sensitive',
  error: 'must be true or false',
});

/** A comma-separated list. An empty variable is an empty list. */
export const CsvList = z
  .string()
  .transform((text) => (text === '' ? [] : text.split(',').map((part) => part.trim())));

/** A comma-separated list of ports. An empty variable is an empty list. */
export const Ports = CsvList.pipe(
  z.array(
    z
      .string()
      .regex(/^\d{1,5}$/, 'must be a port')
      .transform(Number),
  ),
);

/** A comma-separated list of whole seconds. An empty variable is an empty list. */
export const Seconds = CsvList.pipe(
  z.array(
    z
      .string()
      .regex(/^\d{1,9}$/, 'must be whole seconds')
      .transform(Number),
  ),
);
