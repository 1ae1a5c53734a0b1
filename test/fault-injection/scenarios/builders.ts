import { z } from 'zod';
import { AttemptStore } from '../../../lambdas/attempts/attempt-store.dynamo.ts';
import { anAttempt } from '../../support/builders.ts';
import { sent } from '../fakes/held-queue.ts';
import { moveOn } from '../harness/clock.ts';
import { ACCESS_KEY, BUCKETS } from '../harness/secrets.ts';
import { settle } from '../harness/settle.ts';
import type { Awaited, Step } from '../scenario.ts';

/** A destination of a scenario, one to a bucket. */
interface Place {
  readonly tenant_id: string;
  readonly destination_id: string;
  readonly bucket: string;
}

export const FIRST: Place = {
  tenant_id: 'acme',
  destination_id: 'des_first',
  bucket: BUCKETS[0],
};
export const SECOND: Place = {
  tenant_id: 'acme',
  destination_id: 'des_second',
  bucket: BUCKETS[1],
};

export const DAY = 86_400;

const RETENTION_DAYS = 30;

/** Data that JavaScript's own numbers would lose something of. */
const DATA = '{"amount":12345678901234567890,"rate":1.0}';

/** Data of which a message has no room for. */
export const LARGE = `{"text":"${'x'.repeat(262_144)}"}`;

/** What an event is published with. */
interface Given {
  /** JSON. @default some */
  readonly data?: string;
  /** @default one that every destination wants */
  readonly topic?: string;
  /** @default acme */
  readonly tenant?: string;
  /** When it happened. @default two seconds before every scenario begins */
  readonly time?: string;
}

/** An event as it is published. */
const published = (
  id: string,
  { data = DATA, topic = 'orders', tenant = 'acme', time = '2026-11-22T09:59:58Z' }: Given = {},
): string =>
  `{"tenant_id":"${tenant}","topic":"${topic}","id":"${id}","time":"${time}","data":${data}}`;

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

/** Destinations of theirs, which have been verified. */
export const tenantWith =
  (places: readonly Place[], given: object = {}): Step =>
  async (rig) => {
    for (const { tenant_id, destination_id, bucket } of places) {
      await ask('PUT', `/tenants/${tenant_id}`)(rig);
      const input = {
        id: destination_id,
        type: 'aws_s3',
        topics: ['orders'],
        config: { bucket, region: 'us-east-1' },
        credentials: ACCESS_KEY,
        ...given,
      };
      await ask('POST', `/tenants/${tenant_id}/destinations`, JSON.stringify(input))(rig);
    }
    await settled(rig);
  };

/** Publishes an event over HTTP. */
export const publish =
  (id: string, given?: Given): Step =>
  async (rig) => {
    await ask('POST', '/publish', published(id, given))(rig);
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
    await enqueueText(published(`evt_burst_${n}`, { topic: 'other' }))(rig);
  }
  await within(0)(rig);
};

/** Has nothing happen for so many seconds. */
export const later =
  (seconds: number): Step =>
  async () =>
    moveOn(seconds * 1_000);

/** Has the buckets answer the next requests with an error, one each. */
export const inTrouble =
  (times: number, status: number, code: string): Step =>
  async ({ outside }) => {
    for (let n = 0; n < times; n += 1) outside.troubles.push({ status, code });
  };

/** Has the buckets answer every request with an error. */
export const broken =
  (status: number, code: string): Step =>
  async ({ outside }) => {
    outside.troubles.push({ status, code, lasts: true });
  };

/** Has the buckets answer as they should. */
export const mended: Step = async ({ outside }) => {
  outside.troubles.length = 0;
};

/** Has the buckets take their time over the next request, and then do it, or hang up. */
export const slow =
  (seconds: number, isDone: boolean): Step =>
  async ({ outside }) => {
    outside.troubles.push({ seconds, isDone });
  };

/** Attempts at an event that has expired before them, a millisecond after each other. */
export const outlived =
  (count: number, { tenant_id, destination_id }: Place): Step =>
  async ({ outside, shelf }) => {
    const { client, log: table } = outside.tables;
    const log = new AttemptStore(client, table, RETENTION_DAYS, () => new Date());
    const { destinations } = await shelf.read();
    const incarnationAt = (sk: string) => {
      const item = destinations.find((one) => one.pk === `TENANT#${tenant_id}` && one.sk === sk);
      return String(item?.incarnation);
    };
    const tenant_incarnation = incarnationAt('TENANT');
    const incarnation = incarnationAt(`DESTINATION#${destination_id}`);
    for (let attempt_number = 1; attempt_number <= count; attempt_number += 1) {
      moveOn(1);
      const id = `atm_outlived_${attempt_number}`;
      const time = new Date().toISOString();
      const of = {
        tenant_id,
        tenant_incarnation,
        destination_id,
        incarnation,
        event_id: 'evt_outlived',
      };
      await log.record(anAttempt({ ...of, id, time, attempt_number, status: 'failed' }));
    }
    shelf.changed();
  };
