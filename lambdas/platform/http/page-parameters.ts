import { z } from 'zod';
import { errorDoc } from './error-body.ts';
import type { Limits } from './pagination.ts';
import { TOO_LARGE_RESPONSE } from './response-encoding.ts';

/** The pagination parameters that `pageRequestOf` reads. */
export const pageParameters = (orderBy: string, { usual, most }: Limits) => ({
  limit: z.int().min(1).max(most).default(usual).meta({ description: 'Most rows of a page.' }),
  dir: z
    .enum(['asc', 'desc'])
    .default('desc')
    .meta({ description: `The order, by \`${orderBy}\`.` }),
  order_by: z.literal(orderBy).optional().meta({ description: 'There is no other order.' }),
  next: z
    .string()
    .optional()
    .meta({ description: 'The `next` of a page: begins after it. Not together with `prev`.' }),
  prev: z
    .string()
    .optional()
    .meta({ description: 'The `prev` of a page: ends before it. Not together with `next`.' }),
});

/** Error responses of paginated lists, in addition to 422. */
export const pageAnswers = {
  400: errorDoc(
    '`next` or `prev` is not a cursor, or both are given; or `limit` is beyond its range.',
    'WrongPage',
  ),
  406: TOO_LARGE_RESPONSE,
} as const;
