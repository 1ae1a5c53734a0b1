import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
} from '@aws-sdk/lib-dynamodb';
import { conditionHeld, itemsAt, type Key } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import { incarnationKey } from '../platform/dynamodb/incarnation.ts';
import {
  type Reading,
  readTimeline,
  type TimelineRow,
} from '../platform/dynamodb/timeline.dynamo.ts';
import {
  platformPartition,
  platformPartitions,
  positionOf,
} from '../platform/dynamodb/timeline.ts';
import type { Rows } from '../platform/http/pagination.ts';
import { dueAttributes, PARKED } from './due-index.ts';
import { type DeliveryName, ParkedDelivery } from './parked-delivery.ts';

const KIND = 'PARKED';

/** A destination whose parked deliveries are meant. */
interface DestinationRef {
  readonly tenantId: string;
  readonly destinationId: string;
}

/** Where to go on among a destination's parked deliveries. */
export type PlaceInLot = Readonly<Record<string, unknown>>;

/** Some that wait for a destination, oldest event first. */
interface Waiting {
  readonly deliveries: readonly ParkedDelivery[];
  /** Undefined when there are no more. */
  readonly next: PlaceInLot | undefined;
}

/** Whose parked deliveries to list. */
export type ParkedScope = { readonly destinations: readonly DestinationRef[] } | 'all';

/**
 * Parked deliveries, in the log table. One destination's stand in order of their events' time. They
 * have no time to live: what is given up is recorded first.
 */
export class ParkingLot {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBDocumentClient, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Parks a delivery, unless a later attempt of it is parked already. */
  async park(delivery: ParkedDelivery): Promise<boolean> {
    const key = keyOf(delivery);
    const name = nameOf(delivery);
    const Item = {
      ...delivery,
      ...key,
      kind: 'parked',
      timeline: platformPartition(KIND, name),
      position: key.sk,
      ...dueAttributes(name, delivery.due_at),
    };
    const put = new PutCommand({
      TableName: this.#table,
      Item,
      ConditionExpression: 'attribute_not_exists(pk) OR attempt_number <= :attempt',
      ExpressionAttributeValues: { ':attempt': delivery.attempt_number },
    });
    return conditionHeld(this.#client.send(put));
  }

  /** Takes a delivery away; false when it is not there as it was read. */
  async remove(delivery: ParkedDelivery): Promise<boolean> {
    const command = new DeleteCommand({
      TableName: this.#table,
      Key: keyOf(delivery),
      ConditionExpression: 'attempt_number = :attempt AND due_at = :due',
      ExpressionAttributeValues: { ':attempt': delivery.attempt_number, ':due': delivery.due_at },
    });
    return conditionHeld(this.#client.send(command));
  }

  /** Takes away what is parked of a delivery up to `attempt`, which is made by other means. */
  async unpark(name: DeliveryName, attempt: number): Promise<void> {
    const parked = await this.find(name);
    if (parked && parked.attempt_number <= attempt) await this.remove(parked);
  }

  /** The parked delivery of that name; read consistently. */
  async find(name: DeliveryName): Promise<ParkedDelivery | undefined> {
    const get = new GetCommand({ TableName: this.#table, Key: keyOf(name), ConsistentRead: true });
    const { Item } = await this.#client.send(get);
    return Item && ParkedDelivery.parse(Item);
  }

  /** Of the next `limit` parked deliveries, those that wait for their destination to come back. */
  async waitingFor(
    destination: DestinationRef,
    limit: number,
    from: PlaceInLot | undefined,
  ): Promise<Waiting> {
    const query = new QueryCommand({
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: 'reason <> :retry',
      ExpressionAttributeValues: { ':pk': partitionOf(destination), ':retry': 'retry' },
      ConsistentRead: true,
      Limit: limit,
      ExclusiveStartKey: from,
    });
    const { Items = [], LastEvaluatedKey } = await this.#client.send(query);
    return { deliveries: Items.map((item) => ParkedDelivery.parse(item)), next: LastEvaluatedKey };
  }

  /** Rows of parked deliveries, in order of their events' time; {@link at} has themselves. */
  async list(scope: ParkedScope, reading: Reading): Promise<Rows<TimelineRow>> {
    const source = { client: this.#client, table: this.#table };
    if (scope === 'all') {
      const partitions = platformPartitions(KIND);
      return readTimeline({ ...source, index: 'by-platform', partitions }, reading);
    }
    const partitions = scope.destinations.map(partitionOf);
    return readTimeline({ ...source, index: 'table', partitions }, reading);
  }

  /** The deliveries at `keys`, in that order; those that are gone left out. */
  async at(keys: readonly Key[]): Promise<(ParkedDelivery & { position: string })[]> {
    const items = await itemsAt(this.#client, this.#table, keys);
    return items.flatMap((item) =>
      item ? [{ ...ParkedDelivery.parse(item), position: String(item.position) }] : [],
    );
  }
}

const partitionOf = ({ tenantId, destinationId }: DestinationRef): string =>
  `${PARKED}${tenantId}#${destinationId}`;

const nameOf = (name: DeliveryName): string =>
  [
    incarnationKey(name.tenant_id, name.tenant_incarnation),
    incarnationKey(name.destination_id, name.incarnation),
    name.event_id,
  ].join('#');

const keyOf = (name: DeliveryName): Key => ({
  pk: partitionOf({ tenantId: name.tenant_id, destinationId: name.destination_id }),
  sk: positionOf(name.event_time, nameOf(name)),
});
