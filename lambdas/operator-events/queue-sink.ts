import type { Send } from '../platform/sqs/queue.sqs.ts';
import type { Sink } from './sink.ts';

/** Sends every event to the platform's own queue. The message body is the envelope. */
export const queueSink = (send: Send): Sink => ({
  name: 'queue',
  notify: ({ tenant_id }, body) => send([{ body, group: tenant_id }]),
});
