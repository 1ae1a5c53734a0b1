import type { BatchExecuteStatementCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Documents } from '../aws/calls/documents.dynamo.ts';
import { retryable } from '../aws/calls/retry.ts';
import { logger } from '../aws/logger.ts';
import { Batcher } from '../batcher.ts';
import type { Capacity } from '../split.ts';
import { conditionHeld, vacantAt } from './dynamo-helpers.dynamo.ts';

type Item = Readonly<Record<string, unknown>>;

/**
 * BatchExecuteStatement accepts at most 25 statements. Large items are put separately: they gain little
 * from a shared call.
 */
const CALL_CAPACITY: Capacity = { items: 25, bytes: 262_144 };

/** The longest time, in milliseconds, that an item waits for others to share its call. */
const ITEM_WAIT_MS = 3;

/** The reason why an item was not inserted is not needed: putting it separately reveals it. */
const NOT_INSERTED = new Error('the item was not inserted');

/**
 * Inserts items into a table; items that exist are kept. The items of concurrent tasks share calls, which
 * cost the same: most of the CPU time of a put is that of its HTTP request.
 *
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.insert.html
 */
export class Inserter {
  readonly #client: Documents;
  readonly #table: string;
  readonly #batcher: Batcher<Item>;

  constructor(client: Documents, table: string) {
    this.#client = client;
    this.#table = table;
    this.#batcher = new Batcher<Item>({
      capacity: CALL_CAPACITY,
      bytesOf: roughBytes,
      maxWaitMs: ITEM_WAIT_MS,
      send: (items) => insertAll(client, table, items),
    });
  }

  /**
   * Runs a task that may insert items. While it runs, the items of other tasks wait for its items, to share
   * a call.
   */
  run<Result>(task: () => Promise<Result>): Promise<Result> {
    return this.#batcher.run(task);
  }

  /** Inserts an item. Returns false when its key has an item that has not expired at `now`. */
  async insert(item: Item, now: Date): Promise<boolean> {
    if (await this.#insertTogether(item)) return true;
    const put = { TableName: this.#table, Item: item, ...vacantAt(now) };
    return conditionHeld(this.#client.put(put));
  }

  /**
   * Returns false if the item must be put separately: its key may already have an item, or no other item
   * shares the call.
   */
  async #insertTogether(item: Item): Promise<boolean> {
    try {
      await this.#batcher.send([item]);
      return true;
    } catch (error) {
      if (error === NOT_INSERTED) return false;
      throw error;
    }
  }
}

/** Estimates an item's size by its text and binary values. The others are short. */
const roughBytes = (item: Item): number =>
  Object.values(item).reduce<number>(
    (sum, value) =>
      typeof value === 'string' || value instanceof Uint8Array ? sum + value.length : sum,
    0,
  );

async function insertAll(
  client: Documents,
  table: string,
  items: readonly Item[],
): Promise<(Error | undefined)[]> {
  if (items.length === 1) return [NOT_INSERTED];
  const Statements = items.map((item) => insertion(table, item));
  const { Responses = [] } = await execute(client, { Statements });
  return items.map((_, index) => {
    const response = Responses[index];
    return response && response.Error === undefined ? undefined : NOT_INSERTED;
  });
}

/** A call that is rejected inserts nothing: the function may lack the permission, which puts do not need. */
const execute = (client: Documents, input: BatchExecuteStatementCommandInput) =>
  client.batchExecuteStatement(input).catch((error: unknown) => {
    if (retryable(error)) throw error;
    logger.warn('joint insert of items failed; each item is put separately', { error });
    return { Responses: [] };
  });

/** The table and the names of attributes are ours, and contain no quotes. */
function insertion(table: string, item: Item) {
  const attributes = Object.entries(item).filter(([, value]) => value !== undefined);
  const names = attributes.map(([name]) => `'${name}':?`).join();
  return {
    Statement: `INSERT INTO "${table}" VALUE {${names}}`,
    Parameters: attributes.map(([, value]) => value),
  };
}
