import { dataUnavailable } from '../events/large-payload-store.ts';
import { HttpError } from '../platform/http/http-error.ts';
import { type HttpResponse, parseBody, type Route } from '../platform/http/http-request.ts';
import { RetryInput, retryDelivery } from './retry.operations.ts';
import { type RetryDeps, type RetryOutcome, retry } from './retry.ts';

/** `POST /retry`. */
export const retryRoutes = (deps: RetryDeps): Route[] => [
  {
    ...retryDelivery,
    handle: async ({ body, subject }) =>
      answerOf(await retry(deps, { ...parseBody(RetryInput, body), tenant_id: subject })),
  },
];

function answerOf(outcome: RetryOutcome): HttpResponse {
  if (typeof outcome === 'object') throw dataUnavailable(outcome.bucket);
  switch (outcome) {
    case 'queued':
      return { status: 202, body: { success: true } };
    case 'event_not_found':
    case 'event_expired':
      throw new HttpError(404, 'event not found');
    case 'destination_not_found':
      throw new HttpError(404, 'destination not found');
    case 'destination_disabled':
      throw new HttpError(400, 'destination is disabled', { error: outcome });
    case 'no_match':
      throw new HttpError(400, 'destination does not match event');
    case 'filter':
      throw new HttpError(400, 'the filter exceeds its step limit: simplify it');
  }
}
