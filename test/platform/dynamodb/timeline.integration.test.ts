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

const itemOf = (id: string, kind = 'EVENTS') => {
  const place = timelineAttributes(kind, 't1', id, positionOf(NOW.toISOString(), id));
  return { pk: `EVENT#${id}`, sk: 't1', event_id: id, ...place };
};

const rowsIn = (output: object): number =>
  'Count' in output && typeof output.Count === 'number' ? output.Count : 0;

async function read(reading: Partial<Reading>, partitions = platformPartitions('EVENTS')) {
  queries = [];
  const { client, log: table } = tables;
  const { rows } = await readTimeline(
    { client, table, index: 'by-platform', partitions },
    { ...WHOLE_RANGE, descending: false, limit: 100, wanted: () => true, ...reading },
  );
  return rows.map(({ event_id }) => event_id);
}

const sum = (numbers: readonly number[]): number => numbers.reduce((a, b) => a + b, 0);

test('a page is in order across partitions', async () => {
  expect(await read({})).toEqual(IDS.slice(0, 100));
  expect(await read({ descending: true })).toEqual(IDS.toReversed().slice(0, 100));
});

test('a partition that is named twice is read once', async () => {
  const partitions = platformPartitions('EVENTS');
  expect(await read({}, [...partitions, ...partitions])).toEqual(IDS.slice(0, 100));
});

test('pages of one row skip nothing when UTF-16 and UTF-8 sort ids differently', async () => {
  const ids = [...Array(12).keys()].flatMap((n) => [`\uFF21${n}`, `\u{1F600}${n}`]);
  const prepared = new BatchedPuts(tables);
  await Promise.all(
    ids.map((id) => prepared.put({ TableName: tables.log, Item: itemOf(id, 'UNICODE') })),
  );
  const byBytes = ids.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const partitions = platformPartitions('UNICODE');
  const found: unknown[] = [];
  for (let { after } = WHOLE_RANGE; ; ) {
    const [id] = await read({ after, limit: 1 }, partitions);
    if (id === undefined) break;
    found.push(id);
    after = positionOf(NOW.toISOString(), String(id));
  }
  expect(found).toEqual(byBytes);
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
