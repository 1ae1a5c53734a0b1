import type { SQSRecord } from 'aws-lambda';
import type { AdaptiveLimit } from './adaptive-concurrency.ts';

/**
 * A backpressure signal from a record for its message group. `succeeded`: the group's concurrency
 * limit may rise. `overloaded`: the group's remaining records in the batch are deferred. `deferred`:
 * the record itself and the remaining records are deferred.
 */
export type ThrottleSignal = 'succeeded' | 'overloaded' | 'deferred';

/** How a function keeps a slow or overloaded group from delaying other groups. */
export interface Throttling {
  /** Concurrency limits per group, kept between batches. */
  readonly limits: AdaptiveLimit;
  /** Sends the record again as a new, delayed message. The original is then acknowledged. */
  readonly defer: (record: SQSRecord) => Promise<void>;
}

/** A message without a group id is its own group: SQSDeveloperGuide, sqs-fair-queues-detailed. */
export const groupOf = ({ attributes, messageId }: SQSRecord): string =>
  attributes.MessageGroupId ?? messageId;

/**
 * The share of a function's time after which waiting records are deferred. The remaining time must
 * suffice for the slowest record in progress.
 */
const SHARE_TO_BEGIN_IN = 1 / 3;

/** Applies backpressure signals to one batch. */
export class BatchThrottle {
  readonly #throttling: Throttling;
  readonly #timeLeftMs: () => number;
  readonly #closesAtMs: number;
  readonly #closed = new Set<string>();

  constructor(throttling: Throttling, timeLeftMs: () => number) {
    this.#throttling = throttling;
    this.#timeLeftMs = timeLeftMs;
    this.#closesAtMs = timeLeftMs() * (1 - SHARE_TO_BEGIN_IN);
  }

  readonly limitOf = (group: string): number => this.#throttling.limits.get(group);

  /** Whether to defer a record before it begins: its group is throttled, or too little time remains. */
  isDeferred(record: SQSRecord): boolean {
    return this.#closed.has(groupOf(record)) || this.#timeLeftMs() < this.#closesAtMs;
  }

  /** Applies a record's signal to its group. Signals for a throttled group are ignored. */
  onSignal(record: SQSRecord, throttleSignal: ThrottleSignal): void {
    const group = groupOf(record);
    if (this.#closed.has(group)) return;
    if (throttleSignal === 'succeeded') this.#throttling.limits.increase(group);
    else this.#closed.add(group);
    if (throttleSignal === 'overloaded') this.#throttling.limits.decrease(group);
  }

  defer(record: SQSRecord): Promise<void> {
    return this.#throttling.defer(record);
  }
}
