import { z } from 'zod';
import { EventInput } from '../events/event.ts';
import { MOST_EVENT_TEXT_BYTES } from '../platform/http/body-size.ts';
import { HttpErrorBody } from '../platform/http/error-body.ts';
import { errorResponse } from '../platform/http/error-response.ts';
import { type HttpResponse, parseBody } from '../platform/http/http-request.ts';
import { elementTexts, memberTexts } from '../platform/json/json.ts';
import { runFair } from '../platform/sqs/fair-scheduler.ts';
import { httpErrorFromRejection } from './http-error-from-rejection.ts';
import { type Publication, parseEvent, type Rejection } from './parse-event.ts';
import { type Publish, PublishedBody, type PublishRoutesDeps } from './published.ts';

/**
 * The maximum number of events in one request. Together they share the size limit of one publish.
 */
const MOST_EVENTS = 100;
/** Events of a request that are published concurrently. */
const AT_ONCE = 10;

const batchOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    events: z
      .array(item)
      .min(1, 'must not be empty')
      .max(MOST_EVENTS, `must have at most ${MOST_EVENTS} events`),
  });

/** Leaves the events unvalidated. Each is validated on its own, so an invalid one fails alone. */
const BatchInput = batchOf(z.unknown());

/** The body of a batch as documented in OpenAPI. */
export const DocumentedBatch = batchOf(EventInput).meta({ id: 'BatchInput' });

/** The results of a batch, one per event. */
export const BatchBody = z
  .object({
    results: z
      .array(z.union([PublishedBody.extend({ status: z.literal(202) }), HttpErrorBody]))
      .meta({ description: 'One for each event, in its place.' }),
  })
  .meta({ id: 'BatchResults' });
type BatchBody = z.output<typeof BatchBody>;
type Result = BatchBody['results'][number];

/**
 * `POST /publish/batch`: accepts or rejects each event on its own and returns one result per event,
 * in order. Responds 202 when all events were accepted, and 207 (RFC 4918, section 13) otherwise.
 */
export async function publishBatch(deps: PublishRoutesDeps, body: string): Promise<HttpResponse> {
  parseBody(BatchInput, body, MOST_EVENT_TEXT_BYTES);
  const texts = elementTexts(memberTexts(body).get('events') ?? '[]');
  const results: Result[] = [];
  const publish = deps.beginPublishing();
  const items = texts.map((text, index) => ({ index, read: readItem(deps, text) }));
  const load = {
    items,
    // Fair scheduling: a tenant with costly events does not delay other tenants.
    groupOf: ({ read }: Item) => ('errors' in read ? '' : read.event.tenant_id),
    capOf: () => AT_ONCE,
    work: async ({ index, read }: Item) => {
      results[index] = await resultOf(publish, read);
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
  readonly read: Publication | Rejection;
}

const readItem = ({ topics, now, newId }: PublishRoutesDeps, text: string): Item['read'] =>
  parseEvent(text, { id: `evt_${newId()}`, time: now().toISOString() }, topics);

async function resultOf(publish: Publish, read: Item['read']): Promise<Result> {
  try {
    if ('errors' in read) throw httpErrorFromRejection(read);
    return { status: 202, id: read.event.id, ...(await publish(read)) };
  } catch (error) {
    return errorResponse(error);
  }
}
