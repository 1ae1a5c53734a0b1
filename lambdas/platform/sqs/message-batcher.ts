import { BATCH_MESSAGES, batchesOf, type Message, type Send, type SendBatch } from './queue.sqs.ts';

/** The longest time, in milliseconds, that a message waits for others to share its call. */
const MAX_WAIT_MS = 3;

interface Waiting {
  readonly message: Message;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Combines the messages of concurrent tasks into full SendMessageBatch calls. SQS bills each call, and
 * each call takes CPU time. A message is sent as soon as a batch is full or every running task waits
 * for its messages, and at the latest after {@link MAX_WAIT_MS}. A message that SQS rejects fails only
 * the task that sent it.
 */
export class MessageBatcher {
  readonly #sendBatch: SendBatch;
  #waiting: Waiting[] = [];
  #running = 0;
  #blocked = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(sendBatch: SendBatch) {
    this.#sendBatch = sendBatch;
  }

  /** Runs a task that may send messages. */
  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    this.#running += 1;
    try {
      return await task();
    } finally {
      this.#running -= 1;
      this.#sendWaiting();
    }
  }

  /** Sends messages; resolves when SQS has accepted all of them. */
  readonly send: Send = async (messages) => {
    if (messages.length === 0) return;
    const sent = messages.map(
      (message) =>
        new Promise<void>((resolve, reject) => {
          this.#waiting.push({ message, resolve, reject });
        }),
    );
    this.#blocked += 1;
    // Tasks that begin together have all begun by then.
    queueMicrotask(() => this.#sendWaiting());
    try {
      await Promise.all(sent);
    } finally {
      this.#blocked -= 1;
    }
  };

  /** Sends full batches, and the remaining messages when no task can add to them. */
  #sendWaiting(): void {
    const isComplete = this.#blocked >= this.#running;
    this.#flush((batch) => isComplete || batch.length === BATCH_MESSAGES);
    if (this.#waiting.length === 0) return;
    this.#timer ??= setTimeout(() => this.#flush(() => true), MAX_WAIT_MS);
  }

  #flush(isDue: (batch: readonly Message[]) => boolean): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    let start = 0;
    for (const batch of batchesOf(waiting.map(({ message }) => message))) {
      const some = waiting.slice(start, start + batch.length);
      start += batch.length;
      const isLast = start === waiting.length;
      if (isLast && !isDue(batch)) this.#waiting = some;
      else void this.#sendOne(some);
    }
    if (this.#waiting.length > 0) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  async #sendOne(batch: readonly Waiting[]): Promise<void> {
    try {
      const errors = await this.#sendBatch(batch.map(({ message }) => message));
      batch.forEach(({ resolve, reject }, index) => {
        const error = errors[index];
        if (error) reject(error);
        else resolve();
      });
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
