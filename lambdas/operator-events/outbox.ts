import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { type OperatorEvent, operatorEventMessage, type Topic } from './operator-event.ts';

/** The metric that counts operator events that could not be queued. */
export const EVENTS_DROPPED = 'OperatorEventsDropped';

/** Sends operator events to the operator events outbox, from which the dispatcher receives them. */
export class Outbox {
  readonly #send: Send;
  readonly #wanted: ReadonlySet<Topic>;
  #collected: OperatorEvent[] = [];

  constructor(send: Send, topics: ReadonlySet<Topic>) {
    this.#send = send;
    this.#wanted = topics;
  }

  /** Whether the stage emits events of `topic`. */
  wants(topic: Topic): boolean {
    return this.#wanted.has(topic);
  }

  /**
   * Queues those of `events` whose topics are enabled, immediately. The caller must be able to repeat what
   * leads to them: they are lost if it ignores an error.
   *
   * @throws Error when they could not be queued
   */
  async add(events: readonly OperatorEvent[]): Promise<void> {
    const emitted = events.filter(({ topic }) => this.wants(topic));
    if (emitted.length === 0) return;
    await this.#send(emitted.map((event) => operatorEventMessage({ event, tries: 0 })));
  }

  /** Collects an event for {@link flush}. It is created only if its topic is enabled. */
  collect(topic: Topic, create: () => OperatorEvent): void {
    if (this.wants(topic)) this.#collected.push(create());
  }

  /**
   * Queues the collected events. Those that cannot be queued before `signal` aborts are dropped, counted and
   * logged: SQS would otherwise redeliver the whole batch.
   */
  async flush(signal: AbortSignal): Promise<void> {
    const events = this.#collected;
    this.#collected = [];
    if (events.length === 0) return;
    try {
      await Promise.race([this.add(events), rejectOnAbort(signal)]);
    } catch (error) {
      count(EVENTS_DROPPED, events.length);
      logger.error('operator events not queued', {
        operator_events: events.map(({ id, topic, tenant_id }) => ({ id, topic, tenant_id })),
        error,
      });
    }
  }
}

/** Rejects when the signal aborts. */
const rejectOnAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
