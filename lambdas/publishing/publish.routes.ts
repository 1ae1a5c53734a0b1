import { EventId } from '../events/event.ts';
import { ValidationError } from '../platform/errors.ts';
import { HttpError, toHttpError } from '../platform/http/http-error.ts';
import {
  type HttpRequest,
  type HttpResponse,
  parseBody,
  type Route,
} from '../platform/http/http-request.ts';
import { MAX_EVENT_TEXT_BYTES } from '../platform/http/validation.ts';
import { elementTexts, memberTexts } from '../platform/json/json.ts';
import { runFair } from '../platform/sqs/fair-scheduler.ts';
import { type Publication, parseEvent, type Rejection, rejectionError } from './parse-event.ts';
import {
  type BatchBody,
  BatchInput,
  listTopics,
  type PublishedBody,
  publishEvent,
  publishEvents,
} from './publish.operations.ts';
import type { Publish } from './publish.ts';

/** Dependencies of the publish routes. */
export interface PublishRoutesDeps {
  /** Begins publishing the events of one request. */
  readonly beginPublishing: () => Publish;
  readonly topics: readonly string[];
  readonly now: () => Date;
  /** A new time-ordered id, without a prefix. */
  readonly newId: () => string;
}

/** Events of a request that are published concurrently. */
const AT_ONCE = 10;

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
  const key = parseIdempotencyKey(request);
  const defaults = { id: key ?? `evt_${newId()}`, time: now().toISOString() };
  const parsed = parseEvent(request.body, defaults, topics);
  if ('errors' in parsed) throw rejectionError(parsed);
  const { id } = parsed.event;
  if (key !== undefined && key !== id) {
    throw new ValidationError([
      'id and the header Idempotency-Key must not differ: set only one of them',
    ]);
  }
  const body: PublishedBody = { id, ...(await beginPublishing()(parsed)) };
  return { status: 202, body };
}

/** Returns the `Idempotency-Key` header, an alternative to the event's `id` field. */
function parseIdempotencyKey({ headers }: HttpRequest): string | undefined {
  const parsed = EventId.safeParse(headers['idempotency-key'] || undefined);
  if (parsed.success) return parsed.data;
  throw new HttpError(422, 'validation error', {
    'header.Idempotency-Key': parsed.error.issues.map(({ message }) => message).join('; '),
  });
}

type Result = BatchBody['results'][number];

/**
 * `POST /publish/batch`: accepts or rejects each event on its own and returns one result per event,
 * in order. Responds 202 when all events were accepted, and 207 (RFC 4918, section 13) otherwise.
 */
async function publishBatch(deps: PublishRoutesDeps, body: string): Promise<HttpResponse> {
  parseBody(BatchInput, body, MAX_EVENT_TEXT_BYTES);
  const texts = elementTexts(memberTexts(body).get('events') ?? '[]');
  const results: Result[] = [];
  const publish = deps.beginPublishing();
  const items = texts.map((text, index) => ({ index, parsed: parseItem(deps, text) }));
  const load = {
    items,
    // Fair scheduling: a tenant with costly events does not delay other tenants.
    groupOf: ({ parsed }: Item) => ('errors' in parsed ? '' : parsed.event.tenant_id),
    limitOf: () => AT_ONCE,
    work: async ({ index, parsed }: Item) => {
      results[index] = await publishItem(publish, parsed);
    },
  };
  await runFair(load, AT_ONCE);
  const accepted = results.every(({ status }) => status === 202);
  const response: BatchBody = { results };
  return { status: accepted ? 202 : 207, body: response };
}

/** A parsed or rejected event of a batch, and its index. */
interface Item {
  readonly index: number;
  readonly parsed: Publication | Rejection;
}

const parseItem = ({ topics, now, newId }: PublishRoutesDeps, text: string): Item['parsed'] =>
  parseEvent(text, { id: `evt_${newId()}`, time: now().toISOString() }, topics);

async function publishItem(publish: Publish, parsed: Item['parsed']): Promise<Result> {
  try {
    if ('errors' in parsed) throw rejectionError(parsed);
    return { status: 202, id: parsed.event.id, ...(await publish(parsed)) };
  } catch (error) {
    return toHttpError(error).body;
  }
}
