import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  DynamoDBDocumentClient,
  GetCommand,
  paginateScan,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import * as z from 'zod';
import { Destination } from '../../lambdas/destinations/destination.ts';
import { onlyIncarnation } from '../../lambdas/destinations/destination-item.dynamo.ts';
import { conditionHeld } from '../../lambdas/platform/dynamodb/dynamo-helpers.dynamo.ts';

/** The fields of a destination that re-encryption needs. */
const EncryptedDestination = Destination.pick({
  id: true,
  tenant_id: true,
  incarnation: true,
  credentials: true,
  version: true,
}).extend({ pk: z.string(), sk: z.string() });
export type EncryptedDestination = z.output<typeof EncryptedDestination>;

/** Deleted destinations have no credentials. */
const HAS_CREDENTIALS = 'attribute_exists(credentials) AND attribute_not_exists(deleted_at)';

const FIELDS = 'pk, sk, id, tenant_id, incarnation, credentials, version, deleted_at';

/** The destinations with encrypted credentials in a table. */
export class EncryptedDestinations {
  readonly #client: DynamoDBDocumentClient;
  readonly #table: string;

  constructor(client: DynamoDBClient, table: string) {
    this.#client = DynamoDBDocumentClient.from(client, {
      marshallOptions: { removeUndefinedValues: true, convertClassInstanceToMap: true },
    });
    this.#table = table;
  }

  /** All of them, page by page. */
  async *all(): AsyncGenerator<EncryptedDestination[]> {
    const pages = paginateScan(
      { client: this.#client },
      {
        TableName: this.#table,
        FilterExpression: HAS_CREDENTIALS,
        ProjectionExpression: FIELDS,
        ConsistentRead: true,
      },
    );
    for await (const { Items = [] } of pages) {
      yield Items.map((item) => EncryptedDestination.parse(item));
    }
  }

  /** Reads a destination again; undefined if it has been deleted. */
  async reread({ pk, sk }: EncryptedDestination): Promise<EncryptedDestination | undefined> {
    const { Item } = await this.#client.send(
      new GetCommand({
        TableName: this.#table,
        Key: { pk, sk },
        ProjectionExpression: FIELDS,
        ConsistentRead: true,
      }),
    );
    return Item && Item.deleted_at === undefined ? EncryptedDestination.parse(Item) : undefined;
  }

  /**
   * Stores a destination's credentials; false if it has changed since it was read. The write
   * increments the version, so that a writer with an older read cannot restore the old credentials.
   * It leaves the revision that API callers see, for whom nothing has changed.
   */
  async replace(
    destination: EncryptedDestination,
    credentials: EncryptedDestination['credentials'],
  ): Promise<boolean> {
    const { pk, sk, version } = destination;
    const update = new UpdateCommand({
      TableName: this.#table,
      Key: { pk, sk },
      ...onlyIncarnation(destination, {
        UpdateExpression: 'SET credentials = :credentials, version = version + :one',
        ConditionExpression: `${HAS_CREDENTIALS} AND version = :version`,
        ExpressionAttributeValues: { ':credentials': credentials, ':one': 1, ':version': version },
      }),
    });
    return conditionHeld(this.#client.send(update));
  }
}
