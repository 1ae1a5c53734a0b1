import { z } from 'zod';
import { answerTo } from '../runtime/answer.ts';
import { type HttpResponse, parseBody } from '../runtime/http-request.ts';
import { elementTexts, memberTexts } from '../runtime/json.ts';
import type { PublishRoutesDeps } from './publishing.ts';
import { readEvent } from './read-event.ts';
import { faultOf } from './refusal-fault.ts';

/** Events in one request at most; Lambda takes 6 MB of them (Lambda quotas). */
const MOST_EVENTS = 100;
/** Events published at once. */
const AT_ONCE = 10;

const BatchInput = z.object({
  events: z
    .array(z.unknown())
    .min(1, 'must not be empty')
    .max(MOST_EVENTS, `must have at most ${MOST_EVENTS} events`),
});

/**
 * `POST /publish/batch`: each event is accepted or refused on its own, and answered in its place.
 * The answer is 202 when all were accepted, and 207 (RFC 4918, section 13) otherwise.
 */
export async function publishBatch(deps: PublishRoutesDeps, body: string): Promise<HttpResponse> {
  parseBody(BatchInput, body);
  const texts = elementTexts(memberTexts(body).get('events') ?? '[]');
  const results: object[] = [];
  const waiting = [...texts.entries()];
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [place, text] = next;
      results[place] = await resultOf(deps, text);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  const accepted = results.every((result) => 'status' in result && result.status === 202);
  return { status: accepted ? 202 : 207, body: { results } };
}

async function resultOf(
  { publish, topics, now, newId }: PublishRoutesDeps,
  text: string,
): Promise<object> {
  try {
    const read = readEvent(text, { id: `evt_${newId()}`, time: now().toISOString() }, topics);
    if ('faults' in read) throw faultOf(read);
    const { duplicate, destination_ids } = await publish(read);
    return { status: 202, id: read.event.id, duplicate, destination_ids };
  } catch (error) {
    return answerTo(error);
  }
}
