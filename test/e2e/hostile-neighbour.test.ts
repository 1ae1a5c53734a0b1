import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { LocalStack } from '../../local/local-stack.ts';
import { startOwnStack } from '../support/own-stack.ts';
import { eventually, waybill } from '../support/waybill.ts';

const BUCKET = 'neighbours-bucket';
const EVENTS = 12;

/** A busy machine takes long for the filters; what exceeds a run's budget waits for another run. */
const SECONDS = 240;
const TIMEOUT_MS = (SECONDS + 120) * 1_000;

/** A separate local stack: the hostile tenant's backlog would slow the other tests down. */
let stack: LocalStack;
beforeAll(async () => {
  stack = await startOwnStack({ apiKey: 'neighbours', buckets: [BUCKET] });
});
afterAll(() => stack.stop());

const many = <T>(length: number, one: (n: number) => T): T[] =>
  Array.from({ length }, (_, n) => one(n));

/** More comparisons than the budget of an event allows. */
const COSTLY_FILTER = { data: { a: { $or: many(60, () => ({ b: { $gt: 'b1' } })) } } };
const COSTLY_DATA = { a: many(13_000, () => ({ b: 'aaaaaaaaaa' })) };

const configIn = (folder: string) => ({
  bucket: BUCKET,
  region: 'us-east-1',
  key_template: `join('/', ['${folder}', metadata."event-id"])`,
});

test(
  'a quiet tenant receives all its events while another has costly filters, whose events are deferred or denied and never lost',
  async () => {
    const { api, enqueue, objects, sqs, tenantWith } = waybill(stack);
    await tenantWith('quiet', { config: configIn('quiet') });
    const hostileDestinations: string[] = [];
    for (let n = 0; n < 3; n += 1) {
      const given = { topics: '*', config: configIn('hostile'), filter: COSTLY_FILTER };
      hostileDestinations.push(await tenantWith('hostile', given));
    }

    const hostile = (id: string) => ({ id, tenant_id: 'hostile', data: COSTLY_DATA });
    const quiet = (id: string) => ({ id, tenant_id: 'quiet', topic: 'orders', data: { id } });
    const queued = many(EVENTS, (n) => `hostile-queued-${n}`);
    const quietIds = many(EVENTS, (n) => [`quiet-queued-${n}`, `quiet-posted-${n}`]).flat();
    await Promise.all(queued.map((id) => enqueue(hostile(id))));
    await Promise.all(many(EVENTS, (n) => enqueue(quiet(`quiet-queued-${n}`))));
    const posted = await api('POST', '/publish/batch', {
      events: [
        ...many(EVENTS, (n) => hostile(`hostile-posted-${n}`)),
        ...many(EVENTS, (n) => quiet(`quiet-posted-${n}`)),
      ],
    });

    // Over HTTP, the first events are accepted and others are denied with a wait time; all events of
    // the quiet tenant are accepted.
    const results: { status: number; id?: string; data?: object }[] = posted.body.results;
    expect(results.slice(EVENTS).map(({ status }) => status)).toEqual(many(EVENTS, () => 202));
    const [taken, refused] = [202, 429].map((wanted) =>
      results.slice(0, EVENTS).filter(({ status }) => status === wanted),
    );
    expect((taken?.length ?? 0) + (refused?.length ?? 0)).toBe(EVENTS);
    expect(refused?.length).toBeGreaterThan(0);
    expect(refused?.[0]?.data).toEqual({ retry_after: expect.stringMatching(/^[1-9]\d*$/) });

    const arrived = await eventually(async () => {
      const found = await objects('quiet/', BUCKET);
      return found.length === quietIds.length && found.map(({ key }) => key.split('/')[1]);
    });
    expect(arrived.toSorted()).toEqual(quietIds.toSorted());

    // Each accepted hostile event is recorded as failed once per destination.
    const expected = [...queued, ...(taken ?? []).map(({ id = '' }) => id)]
      .flatMap((id) =>
        hostileDestinations.map((destination) => `${id} ${destination} filter failed`),
      )
      .toSorted();
    const attempts = await eventually(async () => {
      const { body } = await api('GET', '/attempts?tenant_id=hostile&limit=1000');
      return body.models.length >= expected.length && body.models;
    }, SECONDS);
    const outcomes = attempts.map(
      ({ event_id, destination_id, code, status }: Record<string, string>) =>
        `${event_id} ${destination_id} ${code} ${status}`,
    );
    expect(outcomes.toSorted()).toEqual(expected);
    expect(await objects('hostile/', BUCKET)).toEqual([]);

    for (const queue of ['publish-dead-letters', 'delivery-dead-letters']) {
      const { Attributes } = await sqs.send(
        new GetQueueAttributesCommand({
          QueueUrl: stack.publishQueueUrl.replace(/publish$/, queue),
          AttributeNames: ['ApproximateNumberOfMessages'],
        }),
      );
      expect([queue, Attributes?.ApproximateNumberOfMessages]).toEqual([queue, '0']);
    }
  },
  TIMEOUT_MS,
);
