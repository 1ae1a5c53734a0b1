import {
  type DynamoDBDocumentClient,
  QueryCommand,
  type QueryCommandOutput,
} from '@aws-sdk/lib-dynamodb';
import type { Rows } from '../http/pagination.ts';
import type { Key } from './dynamo-helpers.dynamo.ts';
import type { Range } from './timeline.ts';

/** A row of a timeline: an item, or what an index projects of it. */
export interface TimelineRow extends Key {
  readonly position: string;
  readonly [attribute: string]: unknown;
}

/** Whether an item is a row: an index projects keys and position of each. */
export const isRow = (item: Record<string, unknown>): item is TimelineRow =>
  [item.pk, item.sk, item.position].every((key) => typeof key === 'string');

/** Which rows to read, in which order. */
export interface Reading extends Range {
  readonly descending: boolean;
  readonly limit: number;
  /** Rows that are not wanted are passed over. */
  readonly wanted: (row: TimelineRow) => boolean;
}

/** Partitions of a table, or of one of its indexes, to be read as one timeline. */
export interface Partitions {
  readonly client: DynamoDBDocumentClient;
  readonly table: string;
  /** `table`: the items themselves, in partitions whose sort keys are positions. */
  readonly index: 'by-owner' | 'by-platform' | 'table';
  readonly partitions: readonly string[];
}

const keysOf = {
  'by-owner': { IndexName: 'by-owner', partition: 'owner', position: 'position' },
  'by-platform': { IndexName: 'by-platform', partition: 'timeline', position: 'position' },
  table: { partition: 'pk', position: 'sk' },
} as const;

/**
 * Rows that a page takes of one partition, as good as always: ids spread rows over partitions evenly,
 * and few are three standard deviations off the mean. Two more may be ends of the range.
 */
function shareOf(limit: number, partitions: number): number {
  const mean = limit / partitions;
  return Math.ceil(mean + 3 * Math.sqrt(mean)) + 2;
}

/** Rows read at a time of a partition whose share did not do: most are passed over. */
const READ_ON = 50;

/** Rows read for one page at the most: some seconds' work, of the 29 that a request has. */
const MOST_READ = 20_000;

/**
 * The first `limit` wanted rows of a timeline; fewer when too many others stand before them, and
 * then how far was read.
 */
export async function readTimeline(
  source: Partitions,
  reading: Reading,
  mostRead = MOST_READ,
): Promise<Rows<TimelineRow>> {
  const rows: TimelineRow[] = [];
  let read = 0;
  const parts = source.partitions.map((partition) => rowsOf(source, partition, reading));
  for await (const row of merged(parts, reading.descending)) {
    const isWanted = reading.wanted(row);
    if (isWanted && rows.length === reading.limit) return { rows, more: true };
    if (isWanted) rows.push(row);
    read += 1;
    if (read === mostRead) return { rows, more: true, readTo: row.position };
  }
  return { rows, more: false };
}

/** The same of rows that have been read already. */
export function readRows(all: readonly TimelineRow[], reading: Reading): Rows<TimelineRow> {
  const { after, before, descending, limit, wanted } = reading;
  const rows = all
    .filter((row) => row.position > after && row.position < before && wanted(row))
    .sort((a, b) => (a.position > b.position === descending ? -1 : 1));
  return { rows: rows.slice(0, limit), more: rows.length > limit };
}

async function* rowsOf(
  { client, table, index, partitions }: Partitions,
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
  let page: QueryCommandOutput | undefined;
  do {
    const Limit = page ? limit + READ_ON : shareOf(limit, partitions.length);
    const ExclusiveStartKey = page?.LastEvaluatedKey;
    page = await client.send(new QueryCommand({ ...input, Limit, ExclusiveStartKey }));
    // BETWEEN includes its ends, which are positions shown already.
    yield* (page.Items ?? [])
      .filter(isRow)
      .filter(({ position }) => position !== after && position !== before);
  } while (page.LastEvaluatedKey);
}

/** Merges parts that are each in order. Their first rows are asked for all at once. */
async function* merged(
  parts: readonly AsyncGenerator<TimelineRow>[],
  descending: boolean,
): AsyncGenerator<TimelineRow> {
  const heads = await Promise.all(parts.map(async (part) => ({ part, row: await next(part) })));
  for (;;) {
    const left = heads.filter(hasRow);
    const [first] = left.sort((a, b) => (a.row.position > b.row.position === descending ? -1 : 1));
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
