import type { SQSRecord } from 'aws-lambda';
import { LRUCache } from 'lru-cache';

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

/** The number of throttled groups that an instance remembers. */
const MAX_CACHED = 10_000;

/** Milliseconds without an update after which a group's limit is reset. */
const RESET_AFTER_MS = 5 * 60_000;

/**
 * An adaptive concurrency limit per message group. It starts at `max`, is halved on overload and
 * grows by one with each success (additive increase, multiplicative decrease: RFC 5681, section 3.1).
 * Each instance of a function keeps its own limits.
 */
export class AdaptiveLimit {
  readonly #max: number;
  readonly #limits = new LRUCache<string, number>({ max: MAX_CACHED, ttl: RESET_AFTER_MS });

  constructor(max: number) {
    this.#max = max;
  }

  /** The limit of a group, from 1 to `max`. */
  get(group: string): number {
    return this.#limits.get(group) ?? this.#max;
  }

  /** Halves a group's limit after an overload. */
  decrease(group: string): void {
    this.#limits.set(group, Math.max(1, Math.floor(this.get(group) / 2)));
  }

  /** Raises a group's limit by one after a success. */
  increase(group: string): void {
    const limit = this.#limits.get(group);
    if (limit !== undefined) this.#limits.set(group, Math.min(limit + 1, this.#max));
  }
}
