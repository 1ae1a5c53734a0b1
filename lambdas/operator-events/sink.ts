import type { Send } from '../platform/sqs/queue.sqs.ts';
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

/** Sends every event to the platform's own queue. The message body is the envelope. */
export const queueSink = (send: Send): Sink => ({
  name: 'queue',
  notify: ({ tenant_id }, body) => send([{ body, group: tenant_id }]),
});
