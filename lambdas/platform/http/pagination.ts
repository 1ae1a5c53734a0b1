import * as z from 'zod';
import { WHOLE_RANGE } from '../dynamodb/timeline.ts';
import { HttpError, queryParameterError } from './http-error.ts';
import { errorDoc } from './operation.ts';
import type { Query } from './query.ts';
import { TOO_LARGE_RESPONSE } from './response-size.ts';

/** The page and order that a request selects. */
export interface PageRequest {
  readonly dir: 'asc' | 'desc';
  /** The most rows on the page. */
  readonly limit: number;
  /** The page begins after this position (`next`) or ends before it (`prev`). */
  readonly from?: { readonly position: string; readonly side: 'next' | 'prev' };
}

/** How a list is sorted, and how many rows a page has by default and at most. */
export interface ListOptions {
  readonly orderBy: string;
  readonly defaultLimit: number;
  readonly max: number;
}

/** Lists of resources that callers create, such as jobs. The limits are Outpost's. */
export const BY_CREATION = {
  orderBy: 'created_at',
  defaultLimit: 20,
  max: 100,
} as const satisfies ListOptions;

/** Lists that grow with each event. The limits are Outpost's. */
export const BY_TIME = {
  orderBy: 'time',
  defaultLimit: 100,
  max: 1000,
} as const satisfies ListOptions;

/** Rejects a limit beyond its range, as Outpost does since its SDK 1.7. */
function limitOf(text: string | undefined, { defaultLimit, max }: ListOptions): number {
  if (text === undefined) return defaultLimit;
  const limit = /^\d+$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= max) return limit;
  throw new HttpError(400, `limit must be a whole number from 1 to ${max}`);
}

/**
 * @throws HttpError 400 if both cursors are given, for an invalid cursor or a limit beyond its range, 422
 *   for an invalid `dir` or `order_by`
 */
export function pageRequestOf(query: Query, list: ListOptions): PageRequest {
  const { orderBy } = list;
  const dir = query.one('dir') ?? 'desc';
  if (dir !== 'asc' && dir !== 'desc') throw queryParameterError('dir', 'must be asc or desc');
  if ((query.one('order_by') ?? orderBy) !== orderBy)
    throw queryParameterError('order_by', `must be ${orderBy}`);
  const next = query.one('next');
  const prev = query.one('prev');
  if (next && prev) throw new HttpError(400, "cannot specify both 'next' and 'prev' cursors");
  const limit = limitOf(query.one('limit'), list);
  if (next) return { dir, limit, from: { position: positionOf('next', next), side: 'next' } };
  if (prev) return { dir, limit, from: { position: positionOf('prev', prev), side: 'prev' } };
  return { dir, limit };
}

/**
 * A cursor is the position of a returned row. No row is therefore skipped or repeated, however many
 * arrive between two pages. The version tag allows the format to change.
 */
const VERSION = 'wb1:';
/**
 * DynamoDB accepts sort keys of at most 1,024 bytes (Developer Guide, Constraints); positions are shorter.
 */
const MAX_POSITION_BYTES = 1_024;

const cursorOf = (position: string): string =>
  Buffer.from(VERSION + position).toString('base64url');

function positionOf(name: string, cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  const position = text.slice(VERSION.length);
  if (!text.startsWith(VERSION) || Buffer.byteLength(position) > MAX_POSITION_BYTES)
    throw new HttpError(400, `query.${name} is not a valid cursor`);
  return position;
}

/** A row with its position in its list. */
interface Positioned {
  readonly position: string;
}

/** Rows in read order, and whether more follow. */
export interface Rows<Row> {
  readonly rows: readonly Row[];
  readonly more: boolean;
  /** The position from which the next read continues. @default that of the last row */
  readonly readTo?: string | undefined;
}

/** Whether rows are read in descending order of position. `prev` reads against the page's order. */
export const readsDescending = ({ dir, from }: PageRequest): boolean =>
  (dir === 'desc') !== (from?.side === 'prev');

/** Builds the page for `rows`, which were read in the direction of {@link readsDescending}. */
export function pageOf<Row extends Positioned>(
  request: PageRequest,
  { orderBy }: ListOptions,
  { rows, more, readTo }: Rows<Row>,
): Page<Row> {
  const backwards = request.from?.side === 'prev';
  const models = backwards ? rows.toReversed() : rows;
  // All rows that were read may be gone. The way back then begins where reading stopped.
  const stop = readTo ?? endOf(request);
  const ends = { next: models.at(-1)?.position ?? stop, prev: models[0]?.position ?? stop };
  if (readTo !== undefined) ends[backwards ? 'prev' : 'next'] = readTo;
  const hasNext = backwards || more;
  const hasPrevious = backwards ? more : request.from !== undefined;
  return {
    models,
    pagination: {
      order_by: orderBy,
      dir: request.dir,
      limit: request.limit,
      next: hasNext ? cursorOf(ends.next) : null,
      prev: hasPrevious ? cursorOf(ends.prev) : null,
    },
  };
}

/** The end of the list in the direction of reading: a position beyond all rows. */
const endOf = (request: PageRequest): string =>
  readsDescending(request) ? WHOLE_RANGE.after : WHOLE_RANGE.before;

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
        'A page can have fewer rows than `limit`, even none, although there are more: follow `next` or `prev`.',
    }),
    pagination: Pagination,
  });

/** The envelope of every paginated list. A cursor is null when there are no more rows in its direction. */
export interface Page<Model> {
  readonly models: readonly Model[];
  readonly pagination: z.output<typeof Pagination>;
}

/** The pagination parameters that `pageRequestOf` reads. */
export const pageParameters = ({ orderBy, defaultLimit, max }: ListOptions) => ({
  limit: z
    .int()
    .min(1)
    .max(max)
    .default(defaultLimit)
    .meta({ description: 'Maximum rows per page.' }),
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
export const pageResponses = {
  400: errorDoc(
    '`next` or `prev` is not a valid cursor, both are set, `limit` is out of range, or one of them is repeated.',
    'WrongPage',
  ),
  406: TOO_LARGE_RESPONSE,
} as const;
