import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Reading, readTimeline } from '../../../lambdas/platform/dynamodb/timeline.dynamo.ts';
import {
  platformPartitions,
  positionOf,
  timelineAttributes,
  WHOLE_RANGE,
} from '../../../lambdas/platform/dynamodb/timeline.ts';
import { BatchedPuts } from '../../support/batched-puts.ts';
import { NOW } from '../../support/builders.ts';
import { startTables, type Tables } from '../../support/tables.ts';

const IDS = [...Array(800).keys()].map((n) => `evt_${String(n).padStart(3, '0')}`);

/** How many rows each of the queries read. */
let queries: number[] = [];

let tables: Tables;
beforeAll(async () => {
  tables = await startTables();
  const prepared = new BatchedPuts(tables);
  await Promise.all(IDS.map((id) => prepared.put({ TableName: tables.log, Item: itemOf(id) })));
  const query = tables.client.query.bind(tables.client);
  tables.client.query = async (input) => {
    const page = await query(input);
    queries.push(rowsIn(page));
    return page;
  };
});
afterAll(() => tables.stop());

const itemOf = (id: string) => {
  const place = timelineAttributes('EVENTS', 't1', id, positionOf(NOW.toISOString(), id));
  return { pk: `EVENT#${id}`, sk: 't1', event_id: id, ...place };
};

const rowsIn = (output: object): number =>
  'Count' in output && typeof output.Count === 'number' ? output.Count : 0;

async function read(reading: Partial<Reading>) {
  queries = [];
  const { client, log: table } = tables;
  const source = { client, table, index: 'by-platform' as const };
  const { rows } = await readTimeline(
    { ...source, partitions: platformPartitions('EVENTS') },
    { ...WHOLE_RANGE, descending: false, limit: 100, wanted: () => true, ...reading },
  );
  return rows.map(({ event_id }) => event_id);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

test('a page is in order across partitions', async () => {
  expect(await read({})).toEqual(IDS.slice(0, 100));
  expect(await read({ descending: true })).toEqual(IDS.toReversed().slice(0, 100));
});

test('a page reads about its share of each partition, not a whole page of each', async () => {
  await read({});
  expect(queries.length).toBeLessThan(20);
  expect(sum(queries)).toBeLessThan(500);
});

test('a sparse filter is served by large reads', async () => {
  expect(await read({ wanted: ({ event_id }) => event_id === IDS.at(-1) })).toEqual([IDS.at(-1)]);
  expect(sum(queries)).toBe(IDS.length);
  expect(queries.length).toBeLessThanOrEqual(2 * 16);
});
