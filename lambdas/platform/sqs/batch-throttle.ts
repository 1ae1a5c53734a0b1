import type { SQSRecord } from 'aws-lambda';
import type { AdaptiveLimit } from './adaptive-concurrency.ts';

/**
 * What a record says of its group. `eased`: more of it may be worked on at once. `strained`: that was
 * too much at once, and what is left of it in the batch is put off. `not_now`: it is put off, and so
 * is the record itself.
 */
export type ThrottleSignal = 'eased' | 'strained' | 'not_now';

/** How a function keeps a group that is in trouble from holding up the others. */
export interface Throttling {
  /** What it knows of groups from one batch to the next. */
  readonly caps: AdaptiveLimit;
  /** Has the record come again later, as a message of its own: this one is then done with. */
  readonly defer: (record: SQSRecord) => Promise<void>;
}

/** The group of a message without one is its own: SQSDeveloperGuide, sqs-fair-queues-detailed. */
export const groupOf = ({ attributes, messageId }: SQSRecord): string =>
  attributes.MessageGroupId ?? messageId;

/**
 * The share of a function's time after which no record is begun that has had to wait for its turn:
 * what is left must do for the slowest of them.
 */
const SHARE_TO_BEGIN_IN = 1 / 3;

/** The pace of one batch. */
export class BatchThrottle {
  readonly #pacing: Throttling;
  readonly #timeLeftMs: () => number;
  readonly #closesAtMs: number;
  readonly #closed = new Set<string>();

  constructor(pacing: Throttling, timeLeftMs: () => number) {
    this.#pacing = pacing;
    this.#timeLeftMs = timeLeftMs;
    this.#closesAtMs = timeLeftMs() * (1 - SHARE_TO_BEGIN_IN);
  }

  readonly capOf = (group: string): number => this.#pacing.caps.get(group);

  /** Whether a record is put off unbegun: for what others of its group said, or because it is late. */
  isDeferred(record: SQSRecord): boolean {
    return this.#closed.has(groupOf(record)) || this.#timeLeftMs() < this.#closesAtMs;
  }

  /** Takes note of what a record says of its group. Of one that is put off, nothing more is learnt. */
  onSignal(record: SQSRecord, strain: ThrottleSignal): void {
    const group = groupOf(record);
    if (this.#closed.has(group)) return;
    if (strain === 'eased') this.#pacing.caps.increase(group);
    else this.#closed.add(group);
    if (strain === 'strained') this.#pacing.caps.decrease(group);
  }

  defer(record: SQSRecord): Promise<void> {
    return this.#pacing.defer(record);
  }
}
