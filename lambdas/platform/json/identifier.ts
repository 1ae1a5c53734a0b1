import * as z from 'zod';

/** The rule of {@link Identifier} in words. */
export const IDENTIFIER_RULE =
  '1 to 128 printable ASCII characters without white space and `/ ? # %`.';

/**
 * An id that a caller chooses: 1 to 128 printable ASCII characters except white space and `/ ? # %`.
 * These would not survive a URL path, or separate the parts of table keys.
 */
export const Identifier = z
  .string()
  .regex(/^[!-~]{1,128}$/, 'must be 1 to 128 printable ASCII characters without white space')
  .regex(/^[^/?#%]*$/, 'must not contain / ? # or %')
  // Both rules as one pattern, for the OpenAPI document.
  .meta({
    override: ({ jsonSchema }) => {
      delete jsonSchema.allOf;
      jsonSchema.pattern = '^[!"$&-.0->@-~]{1,128}$';
    },
  });

/** Names of members that every JavaScript object inherits. Code may mistake such a member for an own one. */
export const RESERVED_NAMES: readonly string[] = Object.getOwnPropertyNames(Object.prototype);

/** The validation error for an id that a new resource must not have; undefined for an allowed id. */
export const newIdError = (id: string): string | undefined =>
  RESERVED_NAMES.includes(id) ? `must not be ${id}, which is a reserved name` : undefined;
