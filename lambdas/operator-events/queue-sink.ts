import type { Send } from '../platform/sqs/queue.sqs.ts';
import type { Sink } from './sink.ts';

/** Puts every event into a queue of the platform's own; its body is the envelope. */
export const queueSink = (send: Send): Sink => ({
  name: 'queue',
  tell: ({ tenant_id }, body) => send([{ body, group: tenant_id }]),
});
