import { READ_AT_ONCE } from '../events/event-store.dynamo.ts';
import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import { ParkedDelivery } from './parked-delivery.ts';
import { Timer } from './timer.ts';

/** A non-empty page of due items. */
export interface Due {
  readonly parked: readonly ParkedDelivery[];
  readonly timers: readonly Timer[];
}

/** Yields the items of one partition that are due until `until`, earliest first, page by page. */
export async function* dueIn(
  client: Documents,
  table: string,
  partition: string,
  until: string,
): AsyncGenerator<Due> {
  const pages = client.queryPages({
    TableName: table,
    IndexName: 'by-due',
    KeyConditionExpression: 'due = :due AND due_at <= :until',
    ExpressionAttributeValues: { ':due': partition, ':until': until },
    Limit: READ_AT_ONCE,
  });
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
