import { HttpFault, invalid } from '../runtime/http-fault.ts';
import type { HttpRequest, HttpResponse, Route } from '../runtime/http-request.ts';
import { type Publication, type Refusal, readEvent } from './read-event.ts';

/** What became of a published event. */
export interface Published {
  /** Whether the tenant had published an event of this id before. */
  readonly duplicate: boolean;
  /** The destinations that want it. */
  readonly destination_ids: readonly string[];
}

/** What publishing over HTTP needs. */
export interface PublishRoutesDeps {
  readonly publish: (publication: Publication) => Promise<Published>;
  readonly topics: readonly string[];
  readonly now: () => Date;
  /** A new time-ordered id, without a prefix. */
  readonly newId: () => string;
}

/** `POST /publish`. */
export const publishRoutes = (deps: PublishRoutesDeps): Route[] => [
  { method: 'POST', path: '/api/v1/publish', handle: (request) => publishEvent(deps, request) },
];

/** `GET /topics`: those there are; none when any topic goes. */
export const topicRoutes = (topics: readonly string[]): Route[] => [
  { method: 'GET', path: '/api/v1/topics', handle: () => ({ status: 200, body: topics }) },
];

async function publishEvent(
  { publish, topics, now, newId }: PublishRoutesDeps,
  { body }: HttpRequest,
): Promise<HttpResponse> {
  const defaults = { id: `evt_${newId()}`, time: now().toISOString() };
  const read = readEvent(body, defaults, topics);
  if ('faults' in read) throw faultOf(read);
  const { duplicate, destination_ids } = await publish(read);
  return { status: 202, body: { id: read.event.id, duplicate, destination_ids } };
}

function faultOf({ kind, faults }: Refusal): HttpFault {
  switch (kind) {
    case 'malformed':
      return new HttpFault(400, `invalid JSON: ${faults.join('; ')}`);
    case 'too-large':
      return new HttpFault(413, faults.join('; '));
    case 'invalid':
      return invalid(faults);
  }
}
