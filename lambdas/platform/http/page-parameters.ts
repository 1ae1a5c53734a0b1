import { z } from 'zod';
import { errorDoc } from './error-body.ts';
import type { Limits } from './pagination.ts';
import { TOO_LARGE_RESPONSE } from './response-encoding.ts';

/** The pagination parameters that `pageRequestOf` reads. */
export const pageParameters = (orderBy: string, { usual, most }: Limits) => ({
  limit: z.int().min(1).max(most).default(usual).meta({ description: 'Maximum rows per page.' }),
  dir: z
    .enum(['asc', 'desc'])
    .default('desc')
    .meta({ description: `Sort direction, by \`${orderBy}\`.` }),
  order_by: z.literal(orderBy).optional().meta({ description: 'The only supported value.' }),
  next: z
    .string()
    .optional()
    .meta({ description: 'The `next` cursor of a page. Cannot be combined with `prev`.' }),
  prev: z
    .string()
    .optional()
    .meta({ description: 'The `prev` cursor of a page. Cannot be combined with `next`.' }),
});

/** Error responses of paginated lists, in addition to 422. */
export const pageAnswers = {
  400: errorDoc(
    '`next` or `prev` is not a valid cursor, both are set, or `limit` is out of range.',
    'WrongPage',
  ),
  406: TOO_LARGE_RESPONSE,
} as const;
