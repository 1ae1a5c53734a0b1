import { z } from 'zod';

/** A variable that must be set. */
export const NonEmptyString = z.string().min(1, 'is required');

/** A variable that may be empty, which counts as not set. */
export const OptionalString = z.string().transform((text) => text || undefined);

/** A whole number from 1 on. */
export const PositiveInt = z
  .string()
  .regex(/^[1-9]\d{0,8}$/, 'must be a whole number from 1 on')
  .transform(Number);

/** A whole number from 0 on. */
export const NonNegativeInt = z
  .string()
  .regex(/^\d{1,9}$/, 'must be a whole number from 0 on')
  .transform(Number);

/** Whether something is kept: `keep` or `drop`. */
export const KeepOrDrop = z
  .enum(['keep', 'drop'], { error: 'must be keep or drop' })
  .transform((setting) => setting === 'keep');

/** Whether something is done: `on` or `off`. */
export const OnOff = z
  .enum(['on', 'off'], { error: 'must be on or off' })
  .transform((setting) => setting === 'on');

/** A comma-separated list; empty when the variable is. */
export const CsvList = z
  .string()
  .transform((text) => (text === '' ? [] : text.split(',').map((part) => part.trim())));

/** Whether something is let in: `refused` or `allowed`. */
export const AllowRefuse = z
  .enum(['refused', 'allowed'], { error: 'must be refused or allowed' })
  .transform((setting) => setting === 'allowed');

/** A comma-separated list of ports; empty when the variable is. */
export const Ports = CsvList.pipe(
  z.array(
    z
      .string()
      .regex(/^\d{1,5}$/, 'must be a port')
      .transform(Number),
  ),
);

/** A comma-separated list of whole seconds; empty when the variable is. */
export const Seconds = CsvList.pipe(
  z.array(
    z
      .string()
      .regex(/^\d{1,9}$/, 'must be whole seconds')
      .transform(Number),
  ),
);
