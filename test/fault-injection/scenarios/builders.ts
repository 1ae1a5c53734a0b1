import * as z from 'zod';
import { AttemptStore } from '../../../lambdas/attempts/attempt-store.dynamo.ts';
import { anAttempt } from '../../support/builders.ts';
import { sent } from '../fakes/held-queue.ts';
import { moveOn } from '../harness/clock.ts';
import { ACCESS_KEY, BUCKETS } from '../harness/secrets.ts';
import { settle } from '../harness/settle.ts';
import type { ExpectedDelivery, Step } from '../scenario.ts';

/** A destination of a scenario, one per bucket. */
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

/** Data that JavaScript numbers cannot represent exactly. */
const DATA = '{"amount":12345678901234567890,"rate":1.0}';

/** Data that is too large for a message. */
export const LARGE = `{"text":"${'x'.repeat(262_144)}"}`;

/** The parameters of a published event. */
interface Given {
  /** JSON. @default some */
  readonly data?: string;
  /** @default one that every destination matches */
  readonly topic?: string;
  /** @default acme */
  readonly tenant?: string;
  /** When it occurred. @default two seconds before every scenario begins */
  readonly time?: string;
}

/** An event as it is published. */
const published = (
  id: string,
  { data = DATA, topic = 'orders', tenant = 'acme', time = '2026-11-22T09:59:58Z' }: Given = {},
): string =>
  `{"tenant_id":"${tenant}","topic":"${topic}","id":"${id}","time":"${time}","data":${data}}`;

/** An expected delivery, successful or failed. */
export const expected = (
  event_id: string,
  place: Place,
  given: Partial<ExpectedDelivery> = {},
): ExpectedDelivery => ({
  event_id,
  ...place,
  body: DATA,
  ends: ['OK'],
  ...given,
});

/**
 * Runs everything that happens without external action within this many seconds; 0 means
 * immediately.
 */
export const within =
  (seconds: number): Step =>
  (harness) =>
    settle(harness, seconds);

/** Runs everything that happens without external action within a day. */
export const settled = within(DAY);

/** Sends an API request repeatedly until it is answered with one of these statuses. */
export const ask =
  (method: string, path: string, body = '{}', statuses = [200, 201, 202]): Step =>
  (harness) =>
    harness.request(method, path, body, ({ statusCode }) => statuses.includes(statusCode));

/** The tenants' destinations, verified. */
export const tenantWith =
  (places: readonly Place[], given: object = {}): Step =>
  async (harness) => {
    for (const { tenant_id, destination_id, bucket } of places) {
      await ask('PUT', `/tenants/${tenant_id}`)(harness);
      const input = {
        id: destination_id,
        type: 'aws_s3',
        topics: ['orders'],
        config: { bucket, region: 'us-east-1' },
        credentials: ACCESS_KEY,
        ...given,
      };
      await ask('POST', `/tenants/${tenant_id}/destinations`, JSON.stringify(input))(harness);
    }
    await settled(harness);
  };

/** Publishes an event over HTTP. */
export const publish =
  (id: string, given?: Given): Step =>
  async (harness) => {
    await ask('POST', '/publish', published(id, given))(harness);
    harness.accepted.add(id);
  };

const Results = z.object({ results: z.array(z.looseObject({ status: z.int() })) });

/** Publishes events over HTTP in one request, repeatedly until all are accepted. */
export const publishAll =
  (...ids: string[]): Step =>
  (harness) => {
    const body = `{"events":[${ids.map((id) => published(id))}]}`;
    return harness.request('POST', '/publish/batch', body, (answer) => {
      if (![202, 207].includes(answer.statusCode)) return false;
      const { results } = Results.parse(JSON.parse(answer.body));
      for (const [place, { status }] of results.entries()) {
        if (status === 202) harness.accepted.add(ids[place] ?? '');
      }
      return answer.statusCode === 202;
    });
  };

/** Sends a message to the publish queue. */
const enqueueText =
  (body: string): Step =>
  async ({ outside }) => {
    sent(outside.queues, 'publish', { MessageBody: body, DelaySeconds: 0, MessageAttributes: {} });
  };

/** Sends an event to the publish queue. */
export const enqueue = (id: string): Step => enqueueText(published(id));

/** An invalid message. */
export const GARBAGE = 'not JSON';

/** Sends an invalid message to the publish queue. */
export const enqueueGarbage = enqueueText(GARBAGE);

/** Uses up the publish burst with events that match no destination. */
export const burst: Step = async (harness) => {
  for (let n = 0; n < 5; n += 1) {
    await enqueueText(published(`evt_burst_${n}`, { topic: 'other' }))(harness);
  }
  await within(0)(harness);
};

/** Lets this many seconds pass without activity. */
export const later =
  (seconds: number): Step =>
  async () =>
    moveOn(seconds * 1_000);

/** Makes the buckets answer the next requests with an error, one each. */
export const rejecting =
  (times: number, status: number, code: string): Step =>
  async ({ outside }) => {
    for (let n = 0; n < times; n += 1) outside.storeFaults.push({ status, code });
  };

/** Makes the buckets carry out the next request, and answer it with an error of their own. */
export const brokenAnswer: Step = async ({ outside }) => {
  outside.storeFaults.push({ status: 500, code: 'InternalError', isCarriedOut: true });
};

/** Makes the buckets answer every request with an error. */
export const broken =
  (status: number, code: string): Step =>
  async ({ outside }) => {
    outside.storeFaults.push({ status, code, lasts: true });
  };

/** Restores the buckets' regular behavior. */
export const fixed: Step = async ({ outside }) => {
  outside.storeFaults.length = 0;
};

/** Makes the buckets respond late to the next request, and then succeed or disconnect. */
export const slow =
  (seconds: number, isDone: boolean): Step =>
  async ({ outside }) => {
    outside.storeFaults.push({ seconds, isDone });
  };

/** Attempts at an event that expired before them, a millisecond apart. */
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
