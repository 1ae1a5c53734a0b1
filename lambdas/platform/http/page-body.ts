import { z } from 'zod';

const Pagination = z
  .object({
    order_by: z.string(),
    dir: z.enum(['asc', 'desc']),
    limit: z.int().meta({ description: 'Maximum rows per page.' }),
    next: z
      .string()
      .nullable()
      .meta({ description: 'Cursor of the next page; null on the last page.' }),
    prev: z
      .string()
      .nullable()
      .meta({ description: 'Cursor of the previous page; null on the first page.' }),
  })
  .meta({ id: 'Pagination' });

/** The body of every paginated list. */
export const pageBody = <Model extends z.ZodType>(model: Model) =>
  z.object({
    models: z.array(model).meta({
      description:
        'A page can have fewer rows than `limit`, even none, although there are more: follow `next`.',
    }),
    pagination: Pagination,
  });

/** The envelope of every paginated list. A cursor is null when there are no more rows in its direction. */
export interface Page<Model> {
  readonly models: readonly Model[];
  readonly pagination: z.output<typeof Pagination>;
}
