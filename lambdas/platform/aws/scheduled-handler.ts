import middy from '@middy/core';
import type { EventBridgeEvent } from 'aws-lambda';
import { flushMetrics } from './metrics-emitter.ts';

/** Left of the function's time when a run is told to end, for the work in hand. */
const MARGIN_MS = 5_000;

/** A handler that EventBridge calls by the clock. What `signal` cuts short, the next run does. */
export const scheduledHandler = (run: (signal: AbortSignal) => Promise<void>) =>
  middy<EventBridgeEvent<string, unknown>, void>()
    .use(flushMetrics())
    .handler(async (_event, context) => {
      const time = Math.max(0, context.getRemainingTimeInMillis() - MARGIN_MS);
      await run(AbortSignal.timeout(time));
    });
