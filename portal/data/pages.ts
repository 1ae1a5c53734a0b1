import type { Api, CallOptions } from '../api.ts';

/** A page of a list. A cursor is null where there is no more. */
export interface PageOf<Model> {
  readonly models: readonly Model[];
  readonly pagination: { readonly next: string | null; readonly prev: string | null };
}

/** Where a page begins: after or before another. @default at the newest */
export interface Cursor {
  readonly next?: string;
  readonly prev?: string;
}

/** The maximum number of empty pages that a call skips before it returns an empty one. */
const MAX_EMPTY = 5;

/**
 * Reads a page, and skips empty ones: the API reads a limited number of rows per request, so a page can be
 * empty although more follow.
 */
export async function readPage<Model>(
  api: Api,
  path: string,
  query: NonNullable<CallOptions['query']>,
  cursor: Cursor,
  signal: AbortSignal,
): Promise<PageOf<Model>> {
  let at = cursor;
  for (let tries = 0; ; tries += 1) {
    const options = { query: { ...query, ...at }, signal };
    const page = await api.call<PageOf<Model>>('GET', path, options);
    const side = at.prev === undefined ? 'next' : 'prev';
    const further = page.pagination[side];
    if (page.models.length > 0 || further === null || tries === MAX_EMPTY) return page;
    at = { [side]: further };
  }
}
