import { z } from 'zod';
import { parseBody, type Route } from '../runtime/http-request.ts';
import { type RetryDeps, retry } from './retry.ts';

const RetryInput = z.object({
  event_id: z.string().min(1, 'is required'),
  destination_id: z.string().min(1, 'is required'),
});

/** `POST /retry`. */
export const retryRoutes = (deps: RetryDeps): Route[] => [
  {
    method: 'POST',
    path: '/api/v1/retry',
    handle: async ({ body, subject }) => {
      await retry(deps, { ...parseBody(RetryInput, body), tenant_id: subject });
      return { status: 202, body: { success: true } };
    },
  },
];
