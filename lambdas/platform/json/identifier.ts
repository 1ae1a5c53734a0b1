import { z } from 'zod';

/** The rule of {@link Identifier}, for people. */
export const IDENTIFIER_RULE =
  '1 to 128 printable ASCII characters without white space and `/ ? # %`.';

/**
 * An id that a caller may choose: 1 to 128 printable ASCII characters
 * but for white space and `/ ? # %`, which would not survive a URL path, or separate the parts of
 * our keys.
 */
export const Identifier = z
  .string()
  .regex(/^[!-~]{1,128}$/, 'must be 1 to 128 printable ASCII characters without white space')
  .regex(/^[^/?#%]*$/, 'must not contain / ? # or %')
  // Both rules in one, for the document.
  .meta({
    override: ({ jsonSchema }) => {
      delete jsonSchema.allOf;
      jsonSchema.pattern = '^[!"$&-.0->@-~]{1,128}$';
    },
  });

/** Names by which every JavaScript object inherits a member: code that takes one for its own is misled. */
export const RESERVED_NAMES: readonly string[] = Object.getOwnPropertyNames(Object.prototype);

/** The fault of an id that may not be given to anything new; undefined when it may. */
export const faultOfNewId = (id: string): string | undefined =>
  RESERVED_NAMES.includes(id) ? `must not be ${id}, which is a reserved name` : undefined;
