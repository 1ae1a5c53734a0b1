import middy from '@middy/core';
import type { EventBridgeEvent } from 'aws-lambda';
import { invocationLog } from './metrics-emitter.ts';

/** Milliseconds before the function's timeout at which a run is aborted, so that work in progress can finish. */
const MARGIN_MS = 5_000;

/** Creates a handler for an EventBridge schedule. The next run continues work that `signal` interrupts. */
export const scheduledHandler = (run: (signal: AbortSignal) => Promise<void>) =>
  middy<EventBridgeEvent<string, unknown>, void>()
    .use(invocationLog('run'))
    .handler(async (_event, context) => {
      const time = Math.max(0, context.getRemainingTimeInMillis() - MARGIN_MS);
      await run(AbortSignal.timeout(time));
    });
