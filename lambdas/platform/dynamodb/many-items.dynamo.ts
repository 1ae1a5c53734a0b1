import pLimit from 'p-limit';
import type { Documents } from '../aws/calls/documents.dynamo.ts';
import { chunksOf } from '../chunks.ts';
import { BATCH_KEYS, itemsAt, type Key } from './dynamo-helpers.dynamo.ts';

/** Calls at once. More would only wait for each other, and each response takes memory. */
const CALLS_AT_ONCE = 8;

type Items = (Record<string, unknown> | undefined)[];

/**
 * Reads many items that were written some time ago, in the order of `keys`; undefined for a missing item.
 * It reads eventually consistently, which costs half as much, and reads the missing items again with strong
 * consistency.
 *
 * @param attributes attributes to read in addition to the keys @default all
 */
export async function manyItemsAt(
  client: Documents,
  table: string,
  keys: readonly Key[],
  attributes?: readonly string[],
): Promise<Items> {
  const items = await readAll({ client, table, attributes }, keys, false);
  const missing = keys.filter((_, index) => items[index] === undefined);
  if (missing.length === 0) return items;
  const found = (await readAll({ client, table, attributes }, missing, true)).values();
  return items.map((item) => item ?? found.next().value);
}

interface Source {
  readonly client: Documents;
  readonly table: string;
  readonly attributes: readonly string[] | undefined;
}

async function readAll(
  { client, table, attributes }: Source,
  keys: readonly Key[],
  consistent: boolean,
): Promise<Items> {
  const limit = pLimit(CALLS_AT_ONCE);
  const calls = [...chunksOf(keys, BATCH_KEYS)].map((chunk) =>
    limit(itemsAt, client, table, chunk, attributes, consistent),
  );
  return (await Promise.all(calls)).flat();
}
