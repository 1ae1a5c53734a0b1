import type { Documents } from '../platform/aws/calls/documents.dynamo.ts';
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
import { type DeliveryName, ParkedDelivery } from './parked-delivery.ts';
import { dueAttributes, PARKED } from './timer.ts';

const KIND = 'PARKED';

/** The destination of parked deliveries. */
interface DestinationRef {
  readonly tenantId: string;
  readonly destinationId: string;
}

/** Pagination key within a destination's parked deliveries. */
export type PlaceInLot = Readonly<Record<string, unknown>>;

/** A page of deliveries parked for a destination, oldest event first. */
interface WaitingPage {
  readonly deliveries: readonly ParkedDelivery[];
  /** Undefined on the last page. */
  readonly next: PlaceInLot | undefined;
}

/** The destinations whose parked deliveries to list. */
export type ParkedScope = { readonly destinations: readonly DestinationRef[] } | 'all';

/**
 * Parked deliveries, in the events table. Those of one destination are sorted by event time. They have
 * no DynamoDB time to live, because expiring one requires a recorded attempt first.
 */
export class ParkingLot {
  readonly #client: Documents;
  readonly #table: string;

  constructor(client: Documents, table: string) {
    this.#client = client;
    this.#table = table;
  }

  /** Parks a delivery, unless a later attempt of it is already parked. */
  async park(delivery: ParkedDelivery): Promise<boolean> {
    const key = parkedKey(delivery);
    const name = sortKey(delivery);
    const Item = {
      ...delivery,
      ...key,
      kind: 'parked',
      timeline: platformPartition(KIND, name),
      position: key.sk,
      ...dueAttributes(name, delivery.due_at),
    };
    const put = {
      TableName: this.#table,
      Item,
      ConditionExpression: 'attribute_not_exists(pk) OR attempt_number <= :attempt',
      ExpressionAttributeValues: { ':attempt': delivery.attempt_number },
    };
    return conditionHeld(this.#client.put(put));
  }

  /** Removes a delivery. Returns false when it no longer exists or has changed since it was read. */
  async remove(delivery: ParkedDelivery): Promise<boolean> {
    const command = {
      TableName: this.#table,
      Key: parkedKey(delivery),
      ConditionExpression: 'attempt_number = :attempt AND due_at = :due',
      ExpressionAttributeValues: { ':attempt': delivery.attempt_number, ':due': delivery.due_at },
    };
    return conditionHeld(this.#client.delete(command));
  }

  /** Removes the parked delivery if its attempt number is at most `attempt`, which was made without it. */
  async unpark(name: DeliveryName, attempt: number): Promise<void> {
    const parked = await this.find(name);
    if (parked && parked.attempt_number <= attempt) await this.remove(parked);
  }

  /** Finds a parked delivery by name, with a consistent read. */
  async find(name: DeliveryName): Promise<ParkedDelivery | undefined> {
    const get = { TableName: this.#table, Key: parkedKey(name), ConsistentRead: true };
    const { Item } = await this.#client.get(get);
    return Item && ParkedDelivery.parse(Item);
  }

  /**
   * Evaluates the next `limit` parked deliveries and returns those parked for their destination, not for a
   * retry.
   */
  async listWaiting(
    destination: DestinationRef,
    limit: number,
    from: PlaceInLot | undefined,
  ): Promise<WaitingPage> {
    const query = {
      TableName: this.#table,
      KeyConditionExpression: 'pk = :pk',
      FilterExpression: 'reason <> :retry',
      ExpressionAttributeValues: { ':pk': destinationPartition(destination), ':retry': 'retry' },
      ConsistentRead: true,
      Limit: limit,
      ExclusiveStartKey: from,
    };
    const { Items = [], LastEvaluatedKey } = await this.#client.query(query);
    return { deliveries: Items.map((item) => ParkedDelivery.parse(item)), next: LastEvaluatedKey };
  }

  /** Lists rows of parked deliveries, sorted by event time. {@link getAll} reads the deliveries. */
  async list(scope: ParkedScope, reading: Reading): Promise<Rows<TimelineRow>> {
    const source = { client: this.#client, table: this.#table };
    if (scope === 'all') {
      const partitions = platformPartitions(KIND);
      return readTimeline({ ...source, index: 'by-platform', partitions }, reading);
    }
    const partitions = scope.destinations.map(destinationPartition);
    return readTimeline({ ...source, index: 'table', partitions }, reading);
  }

  /** Reads the deliveries at `keys`, in that order, and omits those that no longer exist. */
  async getAll(keys: readonly Key[]): Promise<(ParkedDelivery & { position: string })[]> {
    const items = await itemsAt(this.#client, this.#table, keys);
    return items.flatMap((item) =>
      item ? [{ ...ParkedDelivery.parse(item), position: String(item.position) }] : [],
    );
  }
}

const destinationPartition = ({ tenantId, destinationId }: DestinationRef): string =>
  `${PARKED}${tenantId}#${destinationId}`;

const sortKey = (name: DeliveryName): string =>
  [
    incarnationKey(name.tenant_id, name.tenant_incarnation),
    incarnationKey(name.destination_id, name.incarnation),
    name.event_id,
  ].join('#');

const parkedKey = (name: DeliveryName): Key => ({
  pk: destinationPartition({ tenantId: name.tenant_id, destinationId: name.destination_id }),
  sk: positionOf(name.event_time, sortKey(name)),
});
