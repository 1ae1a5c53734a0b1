import { createRequire } from 'node:module';
import { SortedValues } from './sorted-values.ts';

type Database = SortedValues & { lock: unknown };

interface Table {
  readonly TableStatus: string;
}

type Callback = (error: Error | null, value?: unknown) => void;

/** The part of dynalite's own store that the patch needs (4.0.0: `db/index.js`). */
interface Store {
  readonly tableDb: {
    put(name: string, table: Table, callback: Callback): void;
    del(name: string, callback: Callback): void;
  };
  getTable(name: string, ...rest: [Callback] | [isAny: boolean, Callback]): void;
  getItemDb(table: string): Database;
  deleteItemDb(table: string, callback: Callback): void;
  getIndexDb(kind: string, table: string, index: string): Database;
  deleteIndexDb(kind: string, table: string, index: string, callback: Callback): void;
}

interface Stores {
  create(options?: object): Store;
}

const require = createRequire(import.meta.url);

/**
 * Patches dynalite to keep the items of tables and indexes in {@link SortedValues}, and to remember the
 * tables' descriptions. Its own store is LevelDB's interface around an immutable tree: each read and
 * write of it takes several turns of the event loop, together a quarter of the CPU of a request.
 */
export const patchStore = (): void => {
  if (!isPatched) patch(require('dynalite/db'));
  isPatched = true;
};

let isPatched = false;

const patch = (stores: Stores): void => {
  const { create } = stores;
  stores.create = (options) => {
    const store = create(options);
    rememberTables(store);
    keepItems(store);
    return store;
  };
};

const keepItems = (store: Store): void => {
  const { getItemDb } = store;
  const databases = new Map<string, Database>();
  const find = (table: string, ...index: readonly string[]): Database => {
    const name = [table, ...index].join('~');
    const found =
      databases.get(name) ?? Object.assign(new SortedValues(), { lock: getItemDb(table).lock });
    databases.set(name, found);
    return found;
  };
  const remove = (callback: Callback, ...name: readonly string[]): void => {
    databases.delete(name.join('~'));
    callback(null);
  };
  store.getItemDb = (table) => find(table);
  store.deleteItemDb = (table, callback) => remove(callback, table);
  store.getIndexDb = (kind, table, index) => find(table, index, kind.toLowerCase());
  store.deleteIndexDb = (kind, table, index, callback) =>
    remove(callback, table, index, kind.toLowerCase());
};

/** Requests for items ask for the description of their table without a second argument. */
const rememberTables = (store: Store): void => {
  const { tableDb, getTable } = store;
  const { put, del } = tableDb;
  const active = new Map<string, Table>();
  tableDb.put = (name, table, callback) => {
    if (table.TableStatus === 'ACTIVE') active.set(name, structuredClone(table));
    else active.delete(name);
    put(name, table, callback);
  };
  tableDb.del = (name, callback) => {
    active.delete(name);
    del(name, callback);
  };
  store.getTable = (name, ...rest) => {
    const table = active.get(name);
    const [callback] = rest;
    if (table !== undefined && typeof callback === 'function') callback(null, table);
    else getTable(name, ...rest);
  };
};
