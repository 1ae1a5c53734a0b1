import { z } from 'zod';
import { answerTo } from '../runtime/answer.ts';
import { FaultBody } from '../runtime/error-body.ts';
import { type HttpResponse, parseBody } from '../runtime/http-request.ts';
import { elementTexts, memberTexts } from '../runtime/json.ts';
import { MOST_EVENT_TEXT_BYTES } from '../runtime/size.ts';
import { EventInput } from './event.ts';
import { PublishedBody, type PublishRoutesDeps } from './publishing.ts';
import { readEvent } from './read-event.ts';
import { faultOf } from './refusal-fault.ts';

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
      .array(z.union([PublishedBody.extend({ status: z.literal(202) }), FaultBody]))
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
  const waiting = [...texts.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [place, text] = next;
      results[place] = await resultOf(deps, text);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const accepted = results.every(({ status }) => status === 202);
  const answer: BatchBody = { results };
  return { status: accepted ? 202 : 207, body: answer };
}

async function resultOf(
  { publish, topics, now, newId }: PublishRoutesDeps,
  text: string,
): Promise<Result> {
  try {
    const read = readEvent(text, { id: `evt_${newId()}`, time: now().toISOString() }, topics);
    if ('faults' in read) throw faultOf(read);
    return { status: 202, id: read.event.id, ...(await publish(read)) };
  } catch (error) {
    return answerTo(error);
  }
}
