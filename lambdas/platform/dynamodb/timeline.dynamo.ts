import type { QueryCommandOutput } from '@aws-sdk/lib-dynamodb';
import type { Documents } from '../aws/calls/documents.dynamo.ts';
import type { Rows } from '../http/pagination.ts';
import type { Key } from './dynamo-helpers.dynamo.ts';
import { compareAsBytes, type Range } from './timeline.ts';

/** A row of a timeline: an item, or its projection in an index. */
export interface TimelineRow extends Key {
  readonly position: string;
  readonly [attribute: string]: unknown;
}

/** Whether an item is a row. An index projects the keys and position of each. */
export const isRow = (item: Record<string, unknown>): item is TimelineRow =>
  [item.pk, item.sk, item.position].every((key) => typeof key === 'string');

/** Which rows to read, and in which order. */
export interface Reading extends Range {
  readonly descending: boolean;
  readonly limit: number;
  /** Filter. Rows for which it returns false are skipped. */
  readonly wanted: (row: TimelineRow) => boolean;
}

/** Partitions of a table or index that are read as one timeline. */
export interface Partitions {
  readonly client: Documents;
  readonly table: string;
  /** `table` reads the items themselves, from partitions whose sort keys are positions. */
  readonly index: 'by-owner' | 'by-platform' | 'table';
  /** A partition that occurs more than once is read once. */
  readonly partitions: readonly string[];
  /** Adds the fields that a row's keys contain. @default none */
  readonly decode?: (row: TimelineRow) => TimelineRow;
}

const keysOf = {
  'by-owner': { IndexName: 'by-owner', partition: 'owner', position: 'position' },
  'by-platform': { IndexName: 'by-platform', partition: 'timeline', position: 'position' },
  table: { partition: 'pk', position: 'sk' },
} as const;

/**
 * The number of rows to read from one partition for a page. Ids spread rows evenly over partitions, so
 * a page rarely needs more than the mean plus three standard deviations. Two more may be the ends of
 * the range.
 */
function shareOf(limit: number, partitions: number): number {
  const mean = limit / partitions;
  return Math.ceil(mean + 3 * Math.sqrt(mean)) + 2;
}

/**
 * Extra rows per further read of a partition, when its share was not enough because most rows are skipped.
 */
const EXTRA_ROWS = 50;

/** The most rows read for one page. Reading them takes some of the 29 seconds a request has. */
const MAX_READ = 20_000;

/**
 * Reads the first `limit` wanted rows of a timeline. After `maxRead` rows it stops, and returns
 * fewer rows and the position it read to.
 */
export async function readTimeline(
  source: Partitions,
  reading: Reading,
  maxRead = MAX_READ,
): Promise<Rows<TimelineRow>> {
  const rows: TimelineRow[] = [];
  let read = 0;
  const partitions = [...new Set(source.partitions)];
  const parts = partitions.map((partition) => rowsOf(source, partition, reading));
  for await (const row of merged(parts, reading.descending)) {
    const isWanted = reading.wanted(row);
    if (isWanted && rows.length === reading.limit) return fullPage(rows);
    if (isWanted) rows.push(row);
    read += 1;
    if (read === maxRead) return { rows, more: true, readTo: row.position };
  }
  return { rows, more: false };
}

/** Like {@link readTimeline}, for rows already in memory. */
export function readRows(all: readonly TimelineRow[], reading: Reading): Rows<TimelineRow> {
  const { after, before, descending, limit, wanted } = reading;
  const rows = all
    .filter(({ position }) => compareAsBytes(position, after) > 0)
    .filter((row) => compareAsBytes(row.position, before) < 0 && wanted(row))
    .sort((a, b) => compareAsBytes(a.position, b.position) * (descending ? -1 : 1));
  return rows.length > limit ? fullPage(rows.slice(0, limit)) : { rows, more: false };
}

/** The next page continues after the last row, even if the items of all rows have expired and none is shown. */
const fullPage = (rows: readonly TimelineRow[]): Rows<TimelineRow> => ({
  rows,
  more: true,
  readTo: rows.at(-1)?.position,
});

async function* rowsOf(
  { client, table, index, partitions, decode = (row) => row }: Partitions,
  partition: string,
  { after, before, descending, limit }: Reading,
): AsyncGenerator<TimelineRow> {
  if (after > before) return;
  const { partition: partitionKey, position: sortKey, ...query } = keysOf[index];
  const input = {
    ...query,
    TableName: table,
    KeyConditionExpression: '#partition = :partition AND #position BETWEEN :after AND :before',
    ExpressionAttributeNames: { '#partition': partitionKey, '#position': sortKey },
    ExpressionAttributeValues: { ':partition': partition, ':after': after, ':before': before },
    ScanIndexForward: !descending,
  };
  let page: Omit<QueryCommandOutput, '$metadata'> | undefined;
  do {
    const Limit = page ? limit + EXTRA_ROWS : shareOf(limit, partitions.length);
    const ExclusiveStartKey = page?.LastEvaluatedKey;
    page = await client.query({ ...input, Limit, ExclusiveStartKey });
    // BETWEEN includes its ends, which are positions of rows already returned.
    yield* (page.Items ?? [])
      .filter(isRow)
      .filter(({ position }) => position !== after && position !== before)
      .map(decode);
  } while (page.LastEvaluatedKey);
}

/** Merges sorted parts. The first rows of all parts are read concurrently. */
async function* merged(
  parts: readonly AsyncGenerator<TimelineRow>[],
  descending: boolean,
): AsyncGenerator<TimelineRow> {
  const heads = await Promise.all(parts.map(async (part) => ({ part, row: await next(part) })));
  for (;;) {
    const remaining = heads.filter(hasRow);
    const [first] = remaining.sort(
      (a, b) => compareAsBytes(a.row.position, b.row.position) * (descending ? -1 : 1),
    );
    if (!first) return;
    yield first.row;
    Object.assign(first, { row: await next(first.part) });
  }
}

async function next(part: AsyncGenerator<TimelineRow>): Promise<TimelineRow | undefined> {
  const { value, done } = await part.next();
  return done ? undefined : value;
}

const hasRow = <Head extends { row: TimelineRow | undefined }>(
  head: Head,
): head is Head & { row: TimelineRow } => head.row !== undefined;
