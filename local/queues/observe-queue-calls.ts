import type { buildApp } from 'fauxqs';
import { type ApiCall, accessesIn } from '../access/api-calls.ts';
import { credentialOf } from '../access/credential.ts';

/** Calls `onCall` with each signed call of SQS. */
export const observeQueueCalls = (
  app: ReturnType<typeof buildApp>,
  onCall: (call: ApiCall) => void,
): void => {
  app.addHook('preHandler', async ({ headers, body }) => {
    const target = headers['x-amz-target'];
    const credential = credentialOf(headers);
    if (target === undefined || credential === undefined) return;
    onCall({ ...credential, needed: accessesIn(String(target), body) });
  });
};
