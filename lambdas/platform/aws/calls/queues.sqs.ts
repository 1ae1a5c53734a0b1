import { hash } from 'node:crypto';
import type {
  SendMessageBatchCommandInput,
  SendMessageBatchCommandOutput,
  SendMessageCommandInput,
  SendMessageCommandOutput,
} from '@aws-sdk/client-sqs';
import type { CallOptions } from './aws-caller.ts';
import type { AwsContext } from './aws-context.ts';
import { ChecksumError } from './aws-error.ts';
import { type CallJson, jsonCalls, jsonOf } from './aws-json.ts';

type Result<Output> = Promise<Omit<Output, '$metadata'>>;

/** Sends to SQS, at the configured endpoint and not at the host of the queue's URL. */
export class Queues {
  readonly #call: CallJson;

  constructor(context: AwsContext) {
    this.#call = jsonCalls(context, {
      service: 'sqs',
      target: 'AmazonSQS',
      version: '1.0',
      headers: { 'x-amzn-query-mode': 'true' },
    });
  }

  /** @throws ChecksumError when SQS received another body. The message is in the queue then. */
  async sendMessage(
    input: SendMessageCommandInput,
    options?: CallOptions,
  ): Result<SendMessageCommandOutput> {
    const output = JSON.parse(await this.#call('SendMessage', jsonOf(input), options));
    checkMd5(input.MessageBody, output.MD5OfMessageBody);
    return output;
  }

  /** @throws ChecksumError when SQS received another body. The messages are in the queue then. */
  async sendMessageBatch(
    input: SendMessageBatchCommandInput,
    options?: CallOptions,
  ): Result<SendMessageBatchCommandOutput> {
    const output: SendMessageBatchCommandOutput = JSON.parse(
      await this.#call('SendMessageBatch', jsonOf(input), options),
    );
    const bodies = new Map(input.Entries?.map(({ Id, MessageBody }) => [Id, MessageBody]));
    for (const { Id, MD5OfMessageBody } of output.Successful ?? []) {
      checkMd5(bodies.get(Id), MD5OfMessageBody);
    }
    return output;
  }
}

/** Not retried, as in the SDK: the message was accepted. */
function checkMd5(body = '', md5: string | undefined): void {
  if (hash('md5', body) !== md5)
    throw new ChecksumError('SQS received a different message body: the MD5 digests differ');
}
