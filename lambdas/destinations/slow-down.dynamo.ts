import { type DynamoDBDocumentClient, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { conditionHeld, LIVE } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import type { Destination } from './destination.ts';
import { keyOf } from './destination-store.dynamo.ts';
import { onlyOf } from './only-of.ts';

/** Records until when a destination's deliveries use the slow queue, RFC 3339 in UTC. */
export type SlowDown = (destination: Destination, until: string) => Promise<void>;

/** Records it on the destination, which the deliverer reads anyway; no effect on a deleted one. */
export const slowDownIn =
  (client: DynamoDBDocumentClient, table: string): SlowDown =>
  async (destination, until) => {
    const update = new UpdateCommand({
      TableName: table,
      Key: keyOf(destination.tenant_id, destination.id),
      ...onlyOf(destination, {
        UpdateExpression: 'SET slow_until = :until',
        ConditionExpression: LIVE,
        ExpressionAttributeValues: { ':until': until },
      }),
    });
    await conditionHeld(client.send(update));
  };
