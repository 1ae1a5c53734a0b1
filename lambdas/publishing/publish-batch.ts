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
import { PublishedBody, type PublishRoutesDeps } from './published.ts';

/** Events in one request at most; together they have as much room as one. */
const MOST_EVENTS = 100;
/** Events published at once. */
const AT_ONCE = 10;

const batchOf = <Item extends z.ZodType>(item: Item) =>
  z.object({
    events: z
      .array(item)
      .min(1, 'must not be empty')
      .max(MOST_EVENTS, `must have at most ${MOST_EVENTS} events`),
  });

/** Each event is read on its own: a bad one spoils only itself. */
const BatchInput = batchOf(z.unknown());

/** The body of a batch, as those who send it are told. */
export const DocumentedBatch = batchOf(EventInput).meta({ id: 'BatchInput' });

/** What became of each event of a batch. */
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
 * `POST /publish/batch`: each event is accepted or refused on its own, and answered in its place.
 * The answer is 202 when all were accepted, and 207 (RFC 4918, section 13) otherwise.
 */
export async function publishBatch(deps: PublishRoutesDeps, body: string): Promise<HttpResponse> {
  parseBody(BatchInput, body, MOST_EVENT_TEXT_BYTES);
  const texts = elementTexts(memberTexts(body).get('events') ?? '[]');
  const results: Result[] = [];
  const items = texts.map((text, place) => ({ place, read: readItem(deps, text) }));
  const load = {
    items,
    // Whose events are costly delays nobody else's.
    groupOf: ({ read }: Item) => ('faults' in read ? '' : read.event.tenant_id),
    capOf: () => AT_ONCE,
    work: async ({ place, read }: Item) => {
      results[place] = await resultOf(deps, read);
    },
  };
  await runFair(load, AT_ONCE);
  const accepted = results.every(({ status }) => status === 202);
  const answer: BatchBody = { results };
  return { status: accepted ? 202 : 207, body: answer };
}

/** An event of a batch, as it was read, and its place. */
interface Item {
  readonly place: number;
  readonly read: Publication | Rejection;
}

const readItem = ({ topics, now, newId }: PublishRoutesDeps, text: string): Item['read'] =>
  parseEvent(text, { id: `evt_${newId()}`, time: now().toISOString() }, topics);

async function resultOf({ publish }: PublishRoutesDeps, read: Item['read']): Promise<Result> {
  try {
    if ('faults' in read) throw httpErrorFromRejection(read);
    return { status: 202, id: read.event.id, ...(await publish(read)) };
  } catch (error) {
    return errorResponse(error);
  }
}
