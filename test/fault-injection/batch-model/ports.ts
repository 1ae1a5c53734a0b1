import type { SettledObjects } from '../../../lambdas/batches/settle-object.ts';
import type { SlotLog } from '../../../lambdas/batches/slot.ts';
import type { BatchRef } from '../../../lambdas/events/delivery-message.ts';

/** What the steps of the implementation call. */
export interface Ports {
  readonly slots: SlotLog;
  readonly settled: SettledObjects;
  readonly queueDelivery: (batch: BatchRef, delaySeconds: number) => Promise<void>;
}

/** Runs a call of a process. */
export type Call = <Answer>(effect: () => Answer) => Promise<Answer>;

/** Changes the steps of the protocol. */
export interface Mutant {
  /** Wraps what a process sees. */
  readonly wrap?: (ports: Ports) => Ports;
  /** @default true */
  readonly isPutConditional?: boolean;
}
