import { setTimeout as sleep } from 'node:timers/promises';
import { GetQueueAttributesCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import type { LocalStack } from '../../local/local-stack.ts';
import type { Watched } from './watched.ts';

/** Message counts of a queue: receivable ones, and all, including hidden and delayed ones. */
export interface QueueLength {
  readonly name: string;
  readonly visible: number;
  readonly all: number;
}

const VISIBLE = 'ApproximateNumberOfMessages';
const LENGTHS = [
  VISIBLE,
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const;
const PAGE = 500;
const MAX_TRIES = 20;
const PAUSE_MS = 1_000;
const CREDENTIALS = { accessKeyId: 'soak', secretAccessKey: 'soak' };

/** The members of a page of any list. */
interface Page<Row> {
  readonly models: readonly Row[];
  readonly pagination: { readonly next?: string | null };
}

/** Reads what a local stack has recorded, through its API, and what its queues contain. */
export class LocalStackSnapshot {
  readonly #stack: LocalStack;
  readonly #watched: Watched;
  readonly #sqs: SQSClient;

  constructor(stack: LocalStack, watched: Watched) {
    this.#stack = stack;
    this.#watched = watched;
    const endpoint = stack.objectStoreUrl;
    this.#sqs = new SQSClient({ endpoint, region: 'us-east-1', credentials: CREDENTIALS });
  }

  /**
   * Calls the API and retries on failure, because its processes may just have been killed.
   *
   * @throws Error when the API rejects the request or fails repeatedly
   */
  async ask<Body>(method: string, path: string, body?: object): Promise<Body> {
    for (let tries = 1; ; tries += 1) {
      const { status, text } = await this.#answerTo(method, path, body);
      this.#watched.text(`an answer to ${method} ${path}`, text);
      if (status < 400) return JSON.parse(text);
      if (status < 500 || tries === MAX_TRIES)
        throw new Error(`${method} ${path} answers ${status} ${text}`);
      await sleep(PAUSE_MS);
    }
  }

  async #answerTo(method: string, path: string, body: object | undefined) {
    const headers = {
      authorization: `Bearer ${this.#stack.apiKey}`,
      'content-type': 'application/json',
    };
    const request = { method, headers, ...(body && { body: JSON.stringify(body) }) };
    const response = await fetch(`${this.#stack.url}/api/v1${path}`, request);
    return { status: response.status, text: await response.text() };
  }

  /** All rows of a tenant's list, page by page. */
  async *all<Row>(list: string, tenant: string): AsyncGenerator<Row> {
    let cursor: string | undefined;
    do {
      const next = cursor === undefined ? '' : `&next=${encodeURIComponent(cursor)}`;
      const page = await this.ask<Page<Row>>(
        'GET',
        `/${list}?tenant_id=${tenant}&limit=${PAGE}${next}`,
      );
      yield* page.models;
      cursor = page.pagination.next ?? undefined;
    } while (cursor !== undefined);
  }

  /** The number of messages in each queue. */
  async queues(): Promise<readonly QueueLength[]> {
    const { QueueUrls = [] } = await this.#sqs.send(new ListQueuesCommand({}));
    return Promise.all(
      QueueUrls.map(async (url) => {
        const [queue = ''] = url.split('/').slice(-1);
        const QueueUrl = `${this.#stack.objectStoreUrl}/000000000000/${queue}`;
        const name = queue.replace(/^waybill-local-/, '');
        const command = new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...LENGTHS] });
        const { Attributes = {} } = await this.#sqs.send(command);
        const all = LENGTHS.reduce((sum, length) => sum + Number(Attributes[length] ?? 0), 0);
        return { name, visible: Number(Attributes[VISIBLE] ?? 0), all };
      }),
    );
  }

  /** The number of parked deliveries, up to 20,000. */
  async parked(): Promise<number> {
    const { count } = await this.ask<{ readonly count: number }>('GET', '/parked/count');
    return count;
  }
}
