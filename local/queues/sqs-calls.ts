import type {
  DeleteMessageBatchCommandInput,
  Message,
  MessageAttributeValue,
  ReceiveMessageCommandInput,
} from '@aws-sdk/client-sqs';

/** An attribute of a message, whose binary value is base64. */
export interface ReceivedAttribute extends Omit<MessageAttributeValue, 'BinaryValue'> {
  readonly BinaryValue?: string;
}

/** A message as the JSON protocol has it. */
export interface ReceivedMessage extends Omit<Message, 'MessageAttributes'> {
  readonly MessageAttributes?: Readonly<Record<string, ReceivedAttribute>>;
}

/**
 * Calls the local SQS as the pollers do. The SDK's client takes several times the CPU time, and the
 * pollers share it with the servers; the local SQS checks no signature.
 */
export class SqsCalls {
  readonly #endpoint: string;

  constructor(endpoint: string) {
    this.#endpoint = endpoint;
  }

  async receive(
    input: ReceiveMessageCommandInput,
    signal: AbortSignal,
  ): Promise<readonly ReceivedMessage[]> {
    const { Messages = [] } = await this.#call('ReceiveMessage', input, signal);
    return Messages;
  }

  async delete(input: DeleteMessageBatchCommandInput): Promise<void> {
    await this.#call('DeleteMessageBatch', input);
  }

  async #call(
    action: string,
    input: object,
    signal: AbortSignal | null = null,
  ): Promise<{ Messages?: ReceivedMessage[] }> {
    const response = await fetch(this.#endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `AmazonSQS.${action}`,
      },
      body: JSON.stringify(input),
      signal,
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${action}: ${response.status} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  }
}
