import { EventId } from '../events/event.ts';
import { HttpError, validationError } from '../platform/http/http-error.ts';
import type { HttpRequest, HttpResponse, Route } from '../platform/http/http-request.ts';
import { httpErrorFromRejection } from './http-error-from-rejection.ts';
import { parseEvent } from './parse-event.ts';
import { listTopics, publishEvent, publishEvents } from './publish.operations.ts';
import { publishBatch } from './publish-batch.ts';
import type { PublishedBody, PublishRoutesDeps } from './published.ts';

/** `POST /publish` and `POST /publish/batch`. */
export const publishRoutes = (deps: PublishRoutesDeps): Route[] => [
  { ...publishEvent, handle: (request) => publishOne(deps, request) },
  { ...publishEvents, handle: (request) => publishBatch(deps, request.body) },
];

/** `GET /topics`: the stage's topics; empty when any topic is allowed. */
export const topicRoutes = (topics: readonly string[]): Route[] => [
  { ...listTopics, handle: () => ({ status: 200, body: topics }) },
];

async function publishOne(
  { beginPublishing, topics, now, newId }: PublishRoutesDeps,
  request: HttpRequest,
): Promise<HttpResponse> {
  const key = idempotencyKeyOf(request);
  const defaults = { id: key ?? `evt_${newId()}`, time: now().toISOString() };
  const read = parseEvent(request.body, defaults, topics);
  if ('errors' in read) throw httpErrorFromRejection(read);
  const { id } = read.event;
  if (key !== undefined && key !== id) {
    throw validationError(['id and the header Idempotency-Key must not differ: give one of them']);
  }
  const body: PublishedBody = { id, ...(await beginPublishing()(read)) };
  return { status: 202, body };
}

/** Returns the `Idempotency-Key` header, an alternative to the event's `id` field. */
function idempotencyKeyOf({ headers }: HttpRequest): string | undefined {
  const parsed = EventId.safeParse(headers['idempotency-key'] || undefined);
  if (parsed.success) return parsed.data;
  throw new HttpError(422, 'validation error', {
    'header.Idempotency-Key': parsed.error.issues.map(({ message }) => message).join('; '),
  });
}
