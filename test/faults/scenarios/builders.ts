import { z } from 'zod';
import { sent } from '../outside/held-queue.ts';
import { ACCESS_KEY, BUCKETS } from '../rig/secrets.ts';
import { settle } from '../rig/settle.ts';
import type { Awaited, Step } from '../scenario.ts';

/** A destination of a scenario, one to a bucket. */
interface Place {
  readonly destination_id: string;
  readonly bucket: string;
}

export const FIRST: Place = { destination_id: 'des_first', bucket: BUCKETS[0] };
export const SECOND: Place = { destination_id: 'des_second', bucket: BUCKETS[1] };

export const DAY = 86_400;

/** Data that JavaScript's own numbers would lose something of. */
const DATA = '{"amount":12345678901234567890,"rate":1.0}';

/** Data of which a message has no room for. */
export const LARGE = `{"text":"${'x'.repeat(262_144)}"}`;

/** An event as it is published. */
const published = (id: string, data = DATA, topic = 'orders'): string =>
  `{"tenant_id":"acme","topic":"${topic}","id":"${id}","time":"2026-11-22T09:59:58Z","data":${data}}`;

/** A delivery that is to be made, or given up. */
export const awaited = (event_id: string, place: Place, given: Partial<Awaited> = {}): Awaited => ({
  event_id,
  ...place,
  body: DATA,
  ends: ['OK'],
  ...given,
});

/** Has happen what happens by itself within so many seconds; 0 means what can happen now. */
export const within =
  (seconds: number): Step =>
  (rig) =>
    settle(rig, seconds);

/** Has happen all that happens by itself within a day. */
export const settled = within(DAY);

/** Asks the API for something, again and again until it answers with one of these statuses. */
export const ask =
  (method: string, path: string, body = '{}', statuses = [200, 201, 202]): Step =>
  (rig) =>
    rig.request(method, path, body, ({ statusCode }) => statuses.includes(statusCode));

/** A tenant with destinations, which have been verified. */
export const tenantWith =
  (places: readonly Place[], given: object = {}): Step =>
  async (rig) => {
    await ask('PUT', '/tenants/acme')(rig);
    for (const { destination_id, bucket } of places) {
      const input = {
        id: destination_id,
        type: 'aws_s3',
        topics: ['orders'],
        config: { bucket, region: 'us-east-1' },
        credentials: ACCESS_KEY,
        ...given,
      };
      await ask('POST', '/tenants/acme/destinations', JSON.stringify(input))(rig);
    }
    await settled(rig);
  };

/** Publishes an event over HTTP. */
export const publish =
  (id: string, data?: string): Step =>
  async (rig) => {
    await ask('POST', '/publish', published(id, data))(rig);
    rig.accepted.add(id);
  };

const Results = z.object({ results: z.array(z.looseObject({ status: z.int() })) });

/** Publishes events over HTTP in one request, again and again until all have been accepted. */
export const publishAll =
  (...ids: string[]): Step =>
  (rig) => {
    const body = `{"events":[${ids.map((id) => published(id))}]}`;
    return rig.request('POST', '/publish/batch', body, (answer) => {
      if (![202, 207].includes(answer.statusCode)) return false;
      const { results } = Results.parse(JSON.parse(answer.body));
      for (const [place, { status }] of results.entries()) {
        if (status === 202) rig.accepted.add(ids[place] ?? '');
      }
      return answer.statusCode === 202;
    });
  };

/** Puts a message into the publish queue. */
const enqueueText =
  (body: string): Step =>
  async ({ outside }) => {
    sent(outside.queues, 'publish', { MessageBody: body, DelaySeconds: 0, MessageAttributes: {} });
  };

/** Puts an event into the publish queue. */
export const enqueue = (id: string): Step => enqueueText(published(id));

/** What nobody can read. */
export const GARBAGE = 'not JSON';

/** Puts into the publish queue what nobody can read. */
export const enqueueGarbage = enqueueText(GARBAGE);

/** Uses up what may be published at once, with events that nobody wants. */
export const burst: Step = async (rig) => {
  for (let n = 0; n < 5; n += 1) {
    await enqueueText(published(`evt_burst_${n}`, DATA, 'other'))(rig);
  }
  await within(0)(rig);
};

/** Has the buckets answer the next requests with an error, one each. */
export const inTrouble =
  (times: number, status: number, code: string): Step =>
  async ({ outside }) => {
    for (let n = 0; n < times; n += 1) outside.troubles.push({ status, code });
  };
