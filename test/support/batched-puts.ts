import { BatchWriteCommand, type PutCommandInput } from '@aws-sdk/lib-dynamodb';
import { Documents } from '../../lambdas/platform/aws/calls/documents.dynamo.ts';
import { awsAt } from './aws.ts';
import type { Tables } from './tables.ts';

/** The maximum number of items of BatchWriteItem. */
const MAX_ITEMS = 25;

interface Put {
  readonly table: string;
  readonly item: Record<string, unknown>;
}

/**
 * A client for stores that prepare the many items of a test. It writes items that are put at the
 * same time in one request, without their conditions: an item for each key, and no earlier ones.
 */
export class BatchedPuts extends Documents {
  readonly #sdk: Tables['sdk'];
  #waiting: Put[] = [];
  #written: Promise<void> | undefined;

  constructor({ sdk, url }: Tables) {
    super(awsAt(url));
    this.#sdk = sdk;
  }

  override async put({ TableName = '', Item = {} }: PutCommandInput) {
    this.#waiting.push({ table: TableName, item: Item });
    // Callers that put at the same time do so before this microtask or the next timer.
    this.#written ??= new Promise((resolve) => setImmediate(resolve)).then(() => this.#write());
    await this.#written;
    return {};
  }

  async #write(): Promise<void> {
    const puts = this.#waiting;
    this.#waiting = [];
    this.#written = undefined;
    for (let at = 0; at < puts.length; at += MAX_ITEMS) {
      const requests = puts.slice(at, at + MAX_ITEMS);
      const RequestItems = Object.fromEntries(
        [...Map.groupBy(requests, ({ table }) => table)].map(([table, those]) => [
          table,
          those.map(({ item: Item }) => ({ PutRequest: { Item } })),
        ]),
      );
      await this.#sdk.send(new BatchWriteCommand({ RequestItems }));
    }
  }
}
