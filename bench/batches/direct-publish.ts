import type { SendMessageBatchCommandInput } from '@aws-sdk/client-sqs';
import type {
  BatchExecuteStatementCommandInput,
  BatchExecuteStatementCommandOutput,
  GetCommandInput,
  PutCommandInput,
  QueryCommandInput,
} from '@aws-sdk/lib-dynamodb';
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import type { Event } from '../../lambdas/events/event.ts';
import { EventStore } from '../../lambdas/events/event-store.dynamo.ts';
import { LargePayloadStore } from '../../lambdas/events/large-payload-store.ts';
import { blobStoreIn } from '../../lambdas/platform/aws/blob-store.s3.ts';
import {
  type NativeInput,
  requestJson,
  responseIn,
} from '../../lambdas/platform/aws/calls/attribute-values.dynamo.ts';
import { Documents } from '../../lambdas/platform/aws/calls/documents.dynamo.ts';
import { Objects } from '../../lambdas/platform/aws/calls/objects.s3.ts';
import { Queues } from '../../lambdas/platform/aws/calls/queues.sqs.ts';
import { WorkLimit } from '../../lambdas/platform/rate-limit/work-limit.ts';
import { sendBatchTo } from '../../lambdas/platform/sqs/queue.sqs.ts';
import { beginPublishing, type PublishDeps } from '../../lambdas/publishing/publish.ts';
import { awsAt } from '../../test/support/aws.ts';
import { DESTINATIONS_TABLE, EVENTS_TABLE } from '../cpu/environment.ts';
import type { StandIn } from '../cpu/stand-in-server.ts';

const RETENTION_DAYS = 30;

/** Publishes the events of one run of the router. */
export type PublishRun = (events: readonly Event[]) => Promise<void>;

/** Publishes with the router's code in this process, which takes a tenth of the time. */
export function directPublish(standIn: StandIn, now: () => Date): PublishRun {
  const aws = awsAt(standIn.url);
  const dynamo = new DirectDocuments(standIn);
  const queues = new DirectQueues(aws);
  queues.standIn = standIn;
  const deps: PublishDeps = {
    destinations: new DestinationStore(dynamo, DESTINATIONS_TABLE),
    events: new EventStore(dynamo, EVENTS_TABLE, RETENTION_DAYS, now),
    eventData: new LargePayloadStore(blobStoreIn(new Objects(aws), 'large-events')),
    destinationsTried: async () => new Set(),
    sendBatch: sendBatchTo(queues, 'https://sqs/deliveries'),
    sendReferrals: sendBatchTo(queues, 'https://sqs/batch'),
    parkForDisabled: true,
    work: new WorkLimit(now),
    now,
  };
  return async (events) => {
    const publish = beginPublishing(deps);
    await Promise.all(events.map((event) => publish({ event, destination_id: undefined })));
  };
}

class DirectDocuments extends Documents {
  readonly #standIn: StandIn;

  constructor(standIn: StandIn) {
    super(awsAt(standIn.url));
    this.#standIn = standIn;
  }

  override async get(input: GetCommandInput) {
    return this.#ask('GetItem', input);
  }

  override async put(input: PutCommandInput) {
    return this.#ask('PutItem', input);
  }

  override async query(input: QueryCommandInput) {
    return this.#ask('Query', input);
  }

  override async batchExecuteStatement(
    input: BatchExecuteStatementCommandInput,
  ): Promise<Omit<BatchExecuteStatementCommandOutput, '$metadata'>> {
    return JSON.parse(this.#askJson('BatchExecuteStatement', input));
  }

  #ask(action: string, input: NativeInput) {
    return responseIn(this.#askJson(action, input));
  }

  #askJson(action: string, input: NativeInput): string {
    return JSON.stringify(this.#standIn.ask(action, JSON.parse(requestJson(input))));
  }
}

class DirectQueues extends Queues {
  standIn: StandIn | undefined;

  override async sendMessageBatch(input: SendMessageBatchCommandInput) {
    this.standIn?.ask('SendMessageBatch', JSON.parse(JSON.stringify(input)));
    return { Successful: [], Failed: [] };
  }
}
