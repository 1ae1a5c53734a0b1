import { type DynamoDBDocumentClient, paginateQuery } from '@aws-sdk/lib-dynamodb';
import { READ_AT_ONCE } from '../events/event-store.dynamo.ts';
import { ParkedDelivery } from './parked-delivery.ts';
import { Timer } from './timer.ts';

/** A non-empty page of due items. */
export interface Due {
  readonly parked: readonly ParkedDelivery[];
  readonly timers: readonly Timer[];
}

/** Yields the items of one partition that are due until `until`, earliest first, page by page. */
export async function* dueIn(
  client: DynamoDBDocumentClient,
  table: string,
  partition: string,
  until: string,
): AsyncGenerator<Due> {
  const pages = paginateQuery(
    { client, pageSize: READ_AT_ONCE },
    {
      TableName: table,
      IndexName: 'by-due',
      KeyConditionExpression: 'due = :due AND due_at <= :until',
      ExpressionAttributeValues: { ':due': partition, ':until': until },
    },
  );
  for await (const { Items = [] } of pages) {
    if (Items.length === 0) continue;
    yield {
      parked: Items.filter(({ kind }) => kind === 'parked').map((item) =>
        ParkedDelivery.parse(item),
      ),
      timers: Items.filter(({ kind }) => kind === 'timer').map((item) => Timer.parse(item)),
    };
  }
}
