import type { OperatorEvent } from './operator-event.ts';

/** An operator event as sent to sinks, in Outpost's envelope. */
export interface Envelope extends OperatorEvent {
  readonly deployment_id: string;
}

/** A target of operator events. */
export interface Sink {
  /** One word. Messages in the queue list the remaining sinks by name. */
  readonly name: string;
  /**
   * Sends the event.
   *
   * @param body the envelope as JSON text
   * @throws SinkError when the sink rejects the event. Any other error also counts as a failure.
   */
  readonly notify: (envelope: Envelope, body: string, signal: AbortSignal) => Promise<void>;
}

/** A sink has rejected an event. The message states the reason, without event content. */
export class SinkError extends Error {
  override readonly name = 'SinkError';
}
