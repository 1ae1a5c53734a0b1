import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import { type OperatorEvent, operatorEventMessage, type Topic } from './operator-event.ts';

/** The metric that counts operator events that could not be queued. */
export const EVENTS_DROPPED = 'OperatorEventsDropped';

/**
 * Sends operator events to the operator events outbox, from which the dispatcher receives them. A failure
 * does not interrupt the caller: events that cannot be queued are dropped, counted and logged.
 */
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
   * Queues those of `events` whose topics are enabled, immediately.
   *
   * @returns false when they could not be queued
   */
  async add(events: readonly OperatorEvent[], signal?: AbortSignal): Promise<boolean> {
    const emitted = events.filter(({ topic }) => this.wants(topic));
    if (emitted.length === 0) return true;
    const sent = this.#send(emitted.map((event) => operatorEventMessage({ event, tries: 0 })));
    try {
      await (signal ? Promise.race([sent, rejectOnAbort(signal)]) : sent);
      return true;
    } catch (error) {
      count(EVENTS_DROPPED, emitted.length);
      logger.error('operator events not queued', {
        operator_events: emitted.map(({ id, topic, tenant_id }) => ({ id, topic, tenant_id })),
        error,
      });
      return false;
    }
  }

  /** Collects an event for {@link flush}. It is created only if its topic is enabled. */
  collect(topic: Topic, create: () => OperatorEvent): void {
    if (this.wants(topic)) this.#collected.push(create());
  }

  /** Queues the collected events. Events not queued when `signal` aborts are dropped and counted. */
  async flush(signal: AbortSignal): Promise<void> {
    const events = this.#collected;
    this.#collected = [];
    await this.add(events, signal);
  }
}

/** Rejects when the signal aborts. */
const rejectOnAbort = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
