import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import pLimit from 'p-limit';
import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import { expiryAfter, isKept } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import type { Incarnation } from '../platform/dynamodb/incarnation.ts';
import { LATENCY_ATTRIBUTES } from './latencies.ts';
import type { Take } from './measures.ts';
import { parseSample, type Rollup, rollupKey, toAttributes, WITHOUT_MINUTES } from './rollup.ts';
import type { RollupQuery } from './rollup-queries.ts';

/** Partitions read concurrently. More would need more memory for their pages. */
const AT_ONCE = 8;

/**
 * Stores rollups in the event store's table, in none of its indexes. They expire after the same retention.
 */
export class RollupStore {
  readonly #client: Documents;
  readonly #table: string;
  readonly #retentionDays: number;
  readonly #now: () => Date;

  constructor(client: Documents, table: string, retentionDays: number, now: () => Date) {
    this.#client = client;
    this.#table = table;
    this.#retentionDays = retentionDays;
    this.#now = now;
  }

  /** Adds to the rollup of the same hour and values. Not idempotent: a repeated call counts twice. */
  async add(rollup: Rollup, platformShard: number, signal: AbortSignal): Promise<void> {
    const { facts, counts } = toAttributes(rollup);
    const set = { ...facts, expires_at: expiryAfter(this.#now(), this.#retentionDays) };
    const assign = Object.keys(set).map((name) => `#${name} = :${name}`);
    const add = Object.keys(counts).map((name) => `#${name} :${name}`);
    const attributes = Object.entries({ ...set, ...counts });
    const update = {
      TableName: this.#table,
      Key: rollupKey(rollup, platformShard),
      UpdateExpression: `SET ${assign} ADD ${add}`,
      ExpressionAttributeNames: attributeNames(attributes.map(([name]) => name)),
      ExpressionAttributeValues: Object.fromEntries(
        attributes.map(([name, value]) => [`:${name}`, value]),
      ),
    };
    await this.#client.update(update, { abortSignal: signal });
  }

  /**
   * Passes the rollups that `queries` find to `take`, in any order. Stops when `take` returns false or
   * more than `max` were read, and then returns false.
   */
  async read(queries: Iterable<RollupQuery>, max: number, take: Take): Promise<boolean> {
    const now = this.#now();
    let remaining = max;
    let wantsMore = true;
    await pLimit(AT_ONCE).map(queries, async (query) => {
      if (!wantsMore) return;
      for await (const { Items = [] } of this.#pages(query)) {
        wantsMore &&=
          Items.length <= remaining &&
          Items.every((item) => !isKept(item, now) || take(parseSample(item, query.byMinute)));
        remaining -= Items.length;
        if (!wantsMore) return;
      }
    });
    return wantsMore;
  }

  #pages(query: RollupQuery) {
    return this.#client.queryPages({ TableName: this.#table, ...finding(query) });
  }
}

function finding({
  pk,
  from,
  to,
  hours,
  tenant,
  byMinute,
  withLatencies,
}: RollupQuery): Omit<QueryCommandInput, 'TableName'> {
  const projection = withLatencies ? [...WITHOUT_MINUTES, ...LATENCY_ATTRIBUTES] : WITHOUT_MINUTES;
  const names = [...(byMinute ? [] : projection), ...(hours && byMinute ? ['hour'] : [])];
  return {
    KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
    ExpressionAttributeValues: {
      ':pk': pk,
      ':from': from,
      ':to': to,
      ...(hours && { ':first': hours.first, ':last': hours.last }),
      ...(tenant?.incarnation !== undefined && { ':incarnation': tenant.incarnation }),
    },
    ...(hours && { FilterExpression: '#hour BETWEEN :first AND :last' }),
    // Never both filters: `hours` is set for all tenants, `tenant` for one.
    ...(tenant && { FilterExpression: ofIncarnation(tenant.incarnation) }),
    ...(!byMinute && { ProjectionExpression: projection.map((name) => `#${name}`).join() }),
    ...(names.length > 0 && { ExpressionAttributeNames: attributeNames(names) }),
  };
}

const ofIncarnation = (incarnation: Incarnation): string =>
  incarnation === undefined
    ? 'attribute_not_exists(tenant_incarnation)'
    : 'tenant_incarnation = :incarnation';

const attributeNames = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(names.map((name) => [`#${name}`, name]));
