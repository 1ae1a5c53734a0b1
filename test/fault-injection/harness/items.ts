import { isDeepStrictEqual } from 'node:util';
import { BatchWriteCommand, ScanCommand } from '@aws-sdk/lib-dynamodb';
import type { Tables } from '../../support/tables.ts';

/** An item of a table. */
type Item = Readonly<Record<string, unknown>>;

/** The contents of the tables. */
export interface Items {
  readonly destinations: readonly Item[];
  readonly log: readonly Item[];
}

/** The items of the tables, cached until {@link Shelf.changed}. */
export class Shelf {
  readonly #tables: Tables;
  #items: Promise<Items> | undefined;
  #due: Promise<readonly number[]> | undefined;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  /** Invalidates the cache after a write. */
  changed(): void {
    this.#items = undefined;
    this.#due = undefined;
  }

  /** When the next item becomes due: milliseconds of Unix time. */
  due(): Promise<readonly number[]> {
    this.#due ??= readDue(this.#tables);
    return this.#due;
  }

  /** All items: a scenario has few. */
  read(): Promise<Items> {
    this.#items ??= readItems(this.#tables);
    return this.#items;
  }

  /** Replaces the contents of the tables. */
  async write(wanted: Items): Promise<void> {
    const { destinations, log } = this.#tables;
    const present = await this.read();
    await Promise.all([
      change(this.#tables, destinations, present.destinations, wanted.destinations),
      change(this.#tables, log, present.log, wanted.log),
    ]);
    this.#items = Promise.resolve(wanted);
    this.#due = undefined;
  }
}

async function readDue({ sdk, log }: Tables): Promise<number[]> {
  const index = { TableName: log, IndexName: 'by-due' };
  const { Items = [] } = await sdk.send(new ScanCommand(index));
  // The daily check of a destination is always due some time: it keeps no scenario going.
  return Items.filter(({ task }) => task !== 'watch').map(({ due_at }) =>
    Date.parse(String(due_at)),
  );
}

async function readItems({ sdk, destinations, log }: Tables): Promise<Items> {
  const [first, second] = await Promise.all(
    [destinations, log].map((TableName) => sdk.send(new ScanCommand({ TableName }))),
  );
  return { destinations: first?.Items ?? [], log: second?.Items ?? [] };
}

async function change(
  { sdk }: Tables,
  table: string,
  present: readonly Item[],
  wanted: readonly Item[],
): Promise<void> {
  const [there, to] = [byKey(present), byKey(wanted)];
  const puts = [...to].filter(([key, item]) => !isDeepStrictEqual(there.get(key), item));
  const deletes = [...there].filter(([key]) => !to.has(key));
  const requests = [
    ...puts.map(([, item]) => ({ PutRequest: { Item: item } })),
    ...deletes.map(([, { pk, sk }]) => ({ DeleteRequest: { Key: { pk, sk } } })),
  ];
  // BatchWriteItem accepts at most 25.
  for (let at = 0; at < requests.length; at += 25) {
    const RequestItems = { [table]: requests.slice(at, at + 25) };
    await sdk.send(new BatchWriteCommand({ RequestItems }));
  }
}

const byKey = (items: readonly Item[]): Map<string, Item> =>
  new Map(items.map((item) => [JSON.stringify([item.pk, item.sk]), item]));
