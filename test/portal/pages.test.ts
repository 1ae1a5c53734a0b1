import { expect, test } from 'vitest';
import type { Api } from '../../portal/api.ts';
import { readPage } from '../../portal/data/pages.ts';

const { signal } = new AbortController();

/** An API whose pages are empty up to the page number `last`, and the cursors it was asked for. */
function emptyUntil(last: number) {
  const asked: (string | undefined)[] = [];
  const call: Api['call'] = async <Data>(...[, , options]: Parameters<Api['call']>) => {
    const cursor = options?.query?.next ?? options?.query?.prev;
    asked.push(cursor?.toString());
    const number = Number(cursor ?? 0);
    const further = String(number + 1);
    const page = {
      models: number === last ? ['found'] : [],
      pagination: { next: further, prev: further },
    };
    return page as Data;
  };
  return { api: { call }, asked };
}

test.each([
  ['next', {}, [undefined, '1', '2']],
  ['prev', { prev: '0' }, ['0', '1', '2']],
])('follows empty pages towards %s', async (_, cursor, expected) => {
  const { api, asked } = emptyUntil(2);
  const page = await readPage(api as unknown as Api, '/attempts', {}, cursor, signal);
  expect(page.models).toEqual(['found']);
  expect(asked).toEqual(expected);
});

test('returns an empty page after several empty ones, with a cursor to continue', async () => {
  const { api, asked } = emptyUntil(100);
  const page = await readPage(api as unknown as Api, '/attempts', {}, {}, signal);
  expect(page).toMatchObject({ models: [], pagination: { next: '6' } });
  expect(asked).toHaveLength(6);
});
