import { responseIn } from '../../../lambdas/platform/aws/calls/attribute-values.dynamo.ts';
import type { Database } from '../../support/database.ts';

/** An item of a table. */
type Item = Readonly<Record<string, unknown>>;

/** The contents of the tables. */
export interface Items {
  readonly destinations: readonly Item[];
  readonly log: readonly Item[];
}

/** The items of the tables, cached until {@link Shelf.changed}. */
export class Shelf {
  readonly #database: Database;
  #items: Promise<Items> | undefined;
  /** Each item by its JSON, converted once: most are the same before every fault. */
  readonly #known = new Map<string, Item>();
  readonly #json = new WeakMap<Item, string>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Invalidates the cache after a write. */
  changed(): void {
    this.#items = undefined;
  }

  /** When the items become due: milliseconds of Unix time. */
  async due(): Promise<readonly number[]> {
    const { log } = await this.read();
    // The daily check of a destination is always due some time: it keeps no scenario going.
    return log
      .filter(({ due, task }) => due !== undefined && task !== 'watch')
      .map(({ due_at }) => Date.parse(String(due_at)));
  }

  /** All items: a scenario has few. */
  read(): Promise<Items> {
    this.#items ??= this.#readItems();
    return this.#items;
  }

  /** Replaces the contents of the tables. */
  async write(wanted: Items): Promise<void> {
    const present = await this.read();
    await this.#change('destinations', present.destinations, wanted.destinations);
    await this.#change('log', present.log, wanted.log);
    this.#items = Promise.resolve(wanted);
  }

  async #readItems(): Promise<Items> {
    const [destinations, log] = await Promise.all([this.#scan('destinations'), this.#scan('log')]);
    return { destinations, log };
  }

  async #scan(table: keyof Items): Promise<Item[]> {
    const body = await this.#database.call('Scan', JSON.stringify({ TableName: table }));
    const { Items }: { readonly Items: readonly object[] } = JSON.parse(body);
    return Items.map((item) => this.#itemOf(JSON.stringify(item)));
  }

  #itemOf(json: string): Item {
    const known = this.#known.get(json);
    if (known) return known;
    const item = responseIn(`{"Item":${json}}`).Item ?? {};
    this.#known.set(json, item);
    this.#json.set(item, json);
    return item;
  }

  /** Items that are equal are the same object. */
  async #change(
    table: keyof Items,
    present: readonly Item[],
    wanted: readonly Item[],
  ): Promise<void> {
    const [there, to] = [new Set(present), new Set(wanted)];
    const keys = new Set(wanted.map(keyOf));
    const requests = [
      ...[...to.difference(there)].map((item) => `{"PutRequest":{"Item":${this.#json.get(item)}}}`),
      ...present
        .map(keyOf)
        .filter((key) => !keys.has(key))
        .map((key) => `{"DeleteRequest":{"Key":${key}}}`),
    ];
    // BatchWriteItem accepts at most 25.
    for (let at = 0; at < requests.length; at += 25) {
      const some = requests.slice(at, at + 25).join();
      await this.#database.call('BatchWriteItem', `{"RequestItems":{"${table}":[${some}]}}`);
    }
  }
}

/** The key of an item in DynamoDB's JSON. */
const keyOf = ({ pk, sk }: Item): string =>
  JSON.stringify({ pk: { S: String(pk) }, sk: { S: String(sk) } });
