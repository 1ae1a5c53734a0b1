import type { OperatorEvent } from './operator-event.ts';

/** An operator event as it leaves: Outpost's envelope. */
export interface Envelope extends OperatorEvent {
  readonly deployment_id: string;
}

/** Somewhere operators are told. */
export interface Sink {
  /** One word; a message in the queue names by it what is still to be told. */
  readonly name: string;
  /**
   * Tells it.
   *
   * @param body the envelope as text
   * @throws SinkFault when it is not taken; whatever else is thrown counts as that, too
   */
  readonly tell: (envelope: Envelope, body: string, signal: AbortSignal) => Promise<void>;
}

/** A sink has not taken an event; its message says why, and nothing of what the event holds. */
export class SinkError extends Error {
  override readonly name = 'SinkFault';
}
