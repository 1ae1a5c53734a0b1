import { setTimeout as sleep } from 'node:timers/promises';
import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { LocalStack } from '../../local/local-stack.ts';
import { eventAt, isLarge } from './plan.ts';

/**
 * A way to publish. Returns whether all events were accepted; the caller repeats it until they are.
 */
type PublishCall = (numbers: readonly number[]) => Promise<boolean>;

const PAUSE_MS = 200;
/** A publisher cannot always know whether a publish succeeded: this share is published again. */
const TWICE = 0.02;
/** Events per batch over HTTP; a queue batch has at most ten. */
const HTTP_BATCH = 25;
const QUEUE_BATCH = 10;

const textOf = (number: number): string => {
  const { id, tenant, topic, data } = eventAt(number);
  return `{"id":"${id}","tenant_id":"${tenant}","topic":"${topic}","data":${data}}`;
};

/** Publishes the events of a run through all ingestion paths at once, each until it is accepted. */
export class Publisher {
  /** Events that have been accepted. */
  accepted = 0;
  /** Calls that had to be repeated. */
  repeated = 0;
  readonly #stack: LocalStack;
  readonly #sqs: SQSClient;
  readonly #events: number;
  readonly #large: number[] = [];
  #next = 0;

  /** @param sqs the publisher's own client for the queue */
  constructor(stack: LocalStack, sqs: SQSClient, events: number) {
    this.#stack = stack;
    this.#sqs = sqs;
    this.#events = events;
  }

  /**
   * Publishes all events.
   *
   * @param capacity resolves when more events may be published
   * @throws Error when an event is rejected
   */
  async publishAll(capacity: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const single: PublishCall = (numbers) => this.#post('/publish', textOf(numbers[0] ?? 0));
    const batch: PublishCall = (numbers) =>
      this.#post('/publish/batch', `{"events":[${numbers.map(textOf).join(',')}]}`);
    const queue: PublishCall = (numbers) => this.#send(numbers);
    const through = async (publish: PublishCall, atOnce: number): Promise<void> => {
      for (let numbers = this.#take(atOnce); numbers.length > 0; numbers = this.#take(atOnce)) {
        await capacity();
        signal.throwIfAborted();
        await this.#untilAccepted(publish, numbers, signal);
        this.accepted += numbers.length;
        if (Math.random() < TWICE) await this.#untilAccepted(publish, numbers, signal);
      }
    };
    const large = async (): Promise<void> => {
      while (this.accepted < this.#events) {
        const number = this.#large.shift();
        if (number === undefined) await sleep(PAUSE_MS, undefined, { signal });
        else {
          await this.#untilAccepted(single, [number], signal);
          this.accepted += 1;
        }
      }
    };
    await Promise.all([
      ...Array.from({ length: 3 }, () => through(single, 1)),
      through(batch, HTTP_BATCH),
      ...Array.from({ length: 3 }, () => through(queue, QUEUE_BATCH)),
      large(),
    ]);
  }

  /** The numbers of the next events; large ones use a separate path. */
  #take(max: number): readonly number[] {
    const numbers: number[] = [];
    while (numbers.length < max && this.#next < this.#events) {
      if (isLarge(this.#next)) this.#large.push(this.#next);
      else numbers.push(this.#next);
      this.#next += 1;
    }
    return numbers;
  }

  async #untilAccepted(
    publish: PublishCall,
    numbers: readonly number[],
    signal: AbortSignal,
  ): Promise<void> {
    while (!(await publish(numbers))) {
      this.repeated += 1;
      await sleep(PAUSE_MS, undefined, { signal });
    }
  }

  async #post(path: string, body: string): Promise<boolean> {
    const headers = {
      authorization: `Bearer ${this.#stack.apiKey}`,
      'content-type': 'application/json',
    };
    const request = { method: 'POST', headers, body };
    const response = await fetch(`${this.#stack.url}/api/v1${path}`, request).catch(
      () => undefined,
    );
    if (response === undefined || response.status >= 500) return false;
    const text = await response.text();
    const isRefused = response.status >= 400 || /"status":4\d\d/.test(text);
    if (isRefused) throw new Error(`${path} answers ${response.status} ${text.slice(0, 500)}`);
    return response.status === 202;
  }

  async #send(numbers: readonly number[]): Promise<boolean> {
    const Entries = numbers.map((number) => ({
      Id: String(number),
      MessageBody: textOf(number),
      MessageGroupId: eventAt(number).tenant,
    }));
    const command = new SendMessageBatchCommand({ QueueUrl: this.#stack.publishQueueUrl, Entries });
    return this.#sqs.send(command).then(
      ({ Failed = [] }) => Failed.length === 0,
      () => false,
    );
  }
}
