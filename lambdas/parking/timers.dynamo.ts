import { READ_AT_ONCE } from '../events/event-store.dynamo.ts';
import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
import { conditionHeld, type Key } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import { incarnationKey } from '../platform/dynamodb/incarnation.ts';
import { ParkedDelivery } from './parked-delivery.ts';
import { dueAttributes, TIMERS, Timer } from './timer.ts';

/** Timers of destinations, in the events table. A destination has at most one per task. */
export class Timers {
  readonly #client: Documents;
  readonly #table: string;

  constructor(client: Documents, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Sets a timer and replaces an existing one. */
  async set(timer: Timer): Promise<void> {
    await this.#client.put({ TableName: this.#table, Item: toItem(timer) });
  }

  /** Sets a timer, unless one exists. */
  async ensure(timer: Timer): Promise<void> {
    const put = {
      TableName: this.#table,
      Item: toItem(timer),
      ConditionExpression: 'attribute_not_exists(pk)',
    };
    await conditionHeld(this.#client.put(put));
  }

  /** Removes a timer, unless it was set again since it was read. */
  async remove(timer: Timer): Promise<void> {
    const command = {
      TableName: this.#table,
      Key: timerKey(timer),
      ConditionExpression: 'due_at = :due',
      ExpressionAttributeValues: { ':due': timer.due_at },
    };
    await conditionHeld(this.#client.delete(command));
  }
}

const toItem = (timer: Timer) => ({
  ...timer,
  ...timerKey(timer),
  kind: 'timer',
  ...dueAttributes(timerKey(timer).pk, timer.due_at),
});

const timerKey = ({ tenant_id, destination_id, incarnation, task }: Timer): Key => ({
  pk: `${TIMERS}${tenant_id}#${incarnationKey(destination_id, incarnation)}`,
  sk: task,
});

/** A non-empty page of due items. */
export interface Due {
  readonly parked: readonly ParkedDelivery[];
  readonly timers: readonly Timer[];
}

/** Yields the items of one partition that are due until `until`, earliest first, page by page. */
export async function* readDue(
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
