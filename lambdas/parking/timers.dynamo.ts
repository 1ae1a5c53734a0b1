import { DeleteCommand, type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { conditionHeld, type Key } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import { incarnationKey } from '../platform/dynamodb/incarnation.ts';
import { dueAttributes, TIMERS, type Timer } from './timer.ts';

/** Timers of destinations, in the events table. A destination has at most one per task. */
export class Timers {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Sets a timer and replaces an existing one. */
  async set(timer: Timer): Promise<void> {
    await this.#client.send(new PutCommand({ TableName: this.#table, Item: itemOf(timer) }));
  }

  /** Sets a timer, unless one exists. */
  async ensure(timer: Timer): Promise<void> {
    const put = new PutCommand({
      TableName: this.#table,
      Item: itemOf(timer),
      ConditionExpression: 'attribute_not_exists(pk)',
    });
    await conditionHeld(this.#client.send(put));
  }

  /** Removes a timer, unless it was set again since it was read. */
  async remove(timer: Timer): Promise<void> {
    const command = new DeleteCommand({
      TableName: this.#table,
      Key: keyOf(timer),
      ConditionExpression: 'due_at = :due',
      ExpressionAttributeValues: { ':due': timer.due_at },
    });
    await conditionHeld(this.#client.send(command));
  }
}

const itemOf = (timer: Timer) => ({
  ...timer,
  ...keyOf(timer),
  kind: 'timer',
  ...dueAttributes(keyOf(timer).pk, timer.due_at),
});

const keyOf = ({ tenant_id, destination_id, incarnation, task }: Timer): Key => ({
  pk: `${TIMERS}${tenant_id}#${incarnationKey(destination_id, incarnation)}`,
  sk: task,
});
