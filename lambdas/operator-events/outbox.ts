import { logger } from '../platform/aws/logger.ts';
import { count } from '../platform/aws/metrics-emitter.ts';
import type { Send } from '../platform/sqs/queue.sqs.ts';
import type { OperatorEvent } from './operator-event.ts';
import { operatorEventMessage } from './operator-event-message.ts';
import type { Topic } from './topics.ts';

/** Counts what operators should have been told, and will not be. */
export const EVENTS_DROPPED = 'OperatorEventsDropped';

/**
 * The way to the announcements queue. Whoever has something to tell goes on with its work: what
 * cannot be queued is lost, and the log says so.
 */
export class Outbox {
  readonly #send: Send;
  readonly #wanted: ReadonlySet<Topic>;
  #collected: OperatorEvent[] = [];

  constructor(send: Send, wanted: ReadonlySet<Topic>) {
    this.#send = send;
    this.#wanted = wanted;
  }

  /** Whether the stage has operators told of `topic`. */
  wants(topic: Topic): boolean {
    return this.#wanted.has(topic);
  }

  /**
   * Queues what is wanted of `events`, at once.
   *
   * @returns false when it could not be queued
   */
  async add(events: readonly OperatorEvent[], signal?: AbortSignal): Promise<boolean> {
    const wanted = events.filter(({ topic }) => this.wants(topic));
    if (wanted.length === 0) return true;
    const sent = this.#send(wanted.map((event) => operatorEventMessage({ event, tries: 0 })));
    try {
      await (signal ? Promise.race([sent, end(signal)]) : sent);
      return true;
    } catch (error) {
      count(EVENTS_DROPPED, wanted.length);
      logger.error('operator events could not be queued', {
        operator_events: wanted.map(({ id, topic, tenant_id }) => ({ id, topic, tenant_id })),
        error,
      });
      return false;
    }
  }

  /** Keeps an event, if it is wanted, to be queued with others by {@link flush}. */
  collect(event: OperatorEvent): void {
    if (this.wants(event.topic)) this.#collected.push(event);
  }

  /** Queues what has been collected; what is not queued when `signal` ends it counts as lost. */
  async flush(signal: AbortSignal): Promise<void> {
    const events = this.#collected;
    this.#collected = [];
    await this.add(events, signal);
  }
}

/** Fails when the signal is given. */
const end = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
