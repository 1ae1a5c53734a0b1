import type { QueryCommandInput } from '@aws-sdk/lib-dynamodb';
import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import { conditionHeld } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import { parseLogDay } from './batch-log.ts';
import type { SearchedSlots } from './batches-of-event.ts';
import type { Slot, SlotLog } from './slot.ts';
import { parseSlot, slotItem, slotKey } from './slot-item.dynamo.ts';

/** The first number that no slot has. */
const MAX_NUMBER = 99_999_999;

/** Slots per page when reading backwards: few are needed. */
const BACKWARD_PAGE_SIZE = 4;

/** Slots in the event store. */
export class StoredSlots implements SlotLog, SearchedSlots {
  readonly #client: Documents;
  readonly #table: string;
  readonly #retentionDays: number;

  constructor(client: Documents, table: string, retentionDays: number) {
    this.#client = client;
    this.#table = table;
    this.#retentionDays = retentionDays;
  }

  async last(log: string, consistent: boolean): Promise<Slot | undefined> {
    const query = this.#between(log, 0, MAX_NUMBER, consistent);
    const { Items = [] } = await this.#client.query({
      ...query,
      ScanIndexForward: false,
      Limit: 1,
    });
    return Items[0] && parseSlot(Items[0]);
  }

  put(log: string, slot: Slot): Promise<boolean> {
    const put = {
      TableName: this.#table,
      Item: slotItem(log, slot, this.#retentionDays),
      ConditionExpression: 'attribute_not_exists(pk)',
    };
    return conditionHeld(this.#client.put(put));
  }

  async get(log: string, number: number, consistent: boolean): Promise<Slot | undefined> {
    const { Item } = await this.#client.get({
      TableName: this.#table,
      Key: slotKey(log, number),
      ConsistentRead: consistent,
    });
    return Item && parseSlot(Item);
  }

  from(log: string, first: number, consistent: boolean): AsyncGenerator<Slot> {
    return this.#slots(this.#between(log, first, MAX_NUMBER, consistent));
  }

  before(log: string, number: number, consistent: boolean): AsyncGenerator<Slot> {
    return this.#slots({
      ...this.#between(log, 0, number - 1, consistent),
      ScanIndexForward: false,
      Limit: BACKWARD_PAGE_SIZE,
    });
  }

  async *pagesWith(log: string, first: number, acceptedAt: string): AsyncGenerator<Slot[]> {
    const { ExpressionAttributeValues, ...query } = this.#between(log, first, MAX_NUMBER, false);
    const pages = this.#client.queryPages({
      ...query,
      // The first of the events of a slot, which is empty in a slot without events.
      FilterExpression: '#from BETWEEN :day AND :acceptedAt',
      ExpressionAttributeNames: { '#from': 'from' },
      ExpressionAttributeValues: {
        ...ExpressionAttributeValues,
        ':day': parseLogDay(log),
        ':acceptedAt': acceptedAt,
      },
    });
    for await (const { Items = [] } of pages) yield Items.map(parseSlot);
  }

  async *#slots(query: QueryCommandInput): AsyncGenerator<Slot> {
    for await (const { Items = [] } of this.#client.queryPages(query)) {
      for (const item of Items) yield parseSlot(item);
    }
  }

  #between(log: string, from: number, to: number, consistent: boolean): QueryCommandInput {
    return {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk AND sk BETWEEN :from AND :to',
      ExpressionAttributeValues: {
        ':pk': log,
        ':from': slotKey(log, from).sk,
        ':to': slotKey(log, Math.max(to, from)).sk,
      },
      ConsistentRead: consistent,
    };
  }
}
