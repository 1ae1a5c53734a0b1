import { HttpError, queryParameterError } from './http-error.ts';
import type { Page } from './page-body.ts';
import type { Query } from './query.ts';

/** Which page of a list, in which order, a request asks for. */
export interface PageRequest {
  readonly dir: 'asc' | 'desc';
  /** Rows on the page at most. */
  readonly limit: number;
  /** Begin after this position (`next`), or end before it (`prev`). */
  readonly from?: { readonly position: string; readonly side: 'next' | 'prev' };
}

/** How many rows a page may have. */
export interface Limits {
  readonly usual: number;
  readonly most: number;
}

/** Beyond its range it is refused, as in Outpost since its SDK 1.7. */
function limitOf(text: string | undefined, { usual, most }: Limits): number {
  if (text === undefined) return usual;
  const limit = /^\d+$/.test(text) ? Number(text) : 0;
  if (limit >= 1 && limit <= most) return limit;
  throw new HttpError(400, `limit must be a whole number from 1 to ${most}`);
}

/**
 * @throws HttpFault 400 for both cursors at once, one that cannot be read or a limit beyond its range,
 *   422 for a wrong `dir` or `order_by`
 */
export function pageRequestOf(query: Query, orderBy: string, limits: Limits): PageRequest {
  const dir = query.one('dir') ?? 'desc';
  if (dir !== 'asc' && dir !== 'desc') throw queryParameterError('dir', 'must be asc or desc');
  if ((query.one('order_by') ?? orderBy) !== orderBy)
    throw queryParameterError('order_by', `must be ${orderBy}`);
  const next = query.one('next');
  const prev = query.one('prev');
  if (next && prev) throw new HttpError(400, "cannot specify both 'next' and 'prev' cursors");
  const limit = limitOf(query.one('limit'), limits);
  if (next) return { dir, limit, from: { position: positionOf('next', next), side: 'next' } };
  if (prev) return { dir, limit, from: { position: positionOf('prev', prev), side: 'prev' } };
  return { dir, limit };
}

/**
 * A cursor is the position of a row that was returned, so that no row is skipped or shown twice
 * however many arrive in between; the version tag lets its form change later.
 */
const VERSION = 'wb1:';
/** DynamoDB takes 1,024 bytes for a sort key (Developer Guide, Constraints); positions are shorter. */
const MOST_CHARACTERS = 700;

const cursorOf = (position: string): string =>
  Buffer.from(VERSION + position).toString('base64url');

function positionOf(name: string, cursor: string): string {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!text.startsWith(VERSION) || text.length > MOST_CHARACTERS)
    throw new HttpError(400, `query.${name} is not a valid cursor`);
  return text.slice(VERSION.length);
}

/** A row that knows where it stands in its list. */
interface Positioned {
  readonly position: string;
}

/** Rows in the order they were read, and whether there are more behind them. */
export interface Rows<Row> {
  readonly rows: readonly Row[];
  readonly more: boolean;
  /** Where reading stopped, if that is behind the last row: so much was read that was not wanted. */
  readonly readTo?: string | undefined;
}

/** Whether `request` is read in descending order of position: `prev` reads against the page's order. */
export const readsDescending = ({ dir, from }: PageRequest): boolean =>
  (dir === 'desc') !== (from?.side === 'prev');

/** The page that holds `rows`, which were read in the direction {@link readsDescending} says. */
export function pageOf<Row extends Positioned>(
  request: PageRequest,
  orderBy: string,
  { rows, more, readTo }: Rows<Row>,
): Page<Row> {
  const backwards = request.from?.side === 'prev';
  const models = backwards ? rows.toReversed() : rows;
  const ends = { next: models.at(-1)?.position, prev: models[0]?.position };
  if (readTo !== undefined) ends[backwards ? 'prev' : 'next'] = readTo;
  const moreAhead = backwards || more;
  const moreBehind = backwards ? more : request.from !== undefined;
  return {
    models,
    pagination: {
      order_by: orderBy,
      dir: request.dir,
      limit: request.limit,
      next: moreAhead && ends.next ? cursorOf(ends.next) : null,
      prev: moreBehind && ends.prev ? cursorOf(ends.prev) : null,
    },
  };
}
