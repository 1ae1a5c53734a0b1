import { gunzipSync } from 'node:zlib';
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import * as z from 'zod';
import { eventually, waybill } from '../support/waybill.ts';

const { api, enqueue, tenantWith, s3 } = waybill();
const Bucket = 'my-events-bucket';

/** The collector waits for 20 seconds, and other tests compute meanwhile. */
const SECONDS = 120;

const Line = z.object({ id: z.string(), data: z.object({ n: z.number() }) });

/** The lines of all objects under a prefix, with the metadata of their object. */
async function linesUnder(Prefix: string) {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket, Prefix }));
  const objects = await Promise.all(
    Contents.map(async ({ Key }) => {
      const { Body, Metadata = {} } = await s3.send(new GetObjectCommand({ Bucket, Key }));
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      const lines = gunzipSync(bytes).toString().trimEnd().split('\n');
      return { lines: lines.map((line) => Line.parse(JSON.parse(line))), metadata: Metadata };
    }),
  );
  return objects;
}

test(
  'events of both ingestion paths are in one object each, and are found and delivered again by it',
  async () => {
    const destination_id = await tenantWith('batched', {
      config: {
        bucket: Bucket,
        region: 'us-east-1',
        prefix: 'batched/',
        format: 'ndjson',
        batch_max_events: '4',
        batch_max_seconds: '60',
      },
    });
    const event = (n: number) => ({
      id: `batched-${n}`,
      tenant_id: 'batched',
      topic: 'orders',
      time: `2026-11-22T10:00:0${n}Z`,
      data: { n },
    });
    const events = [0, 1, 2, 3].map(event);
    expect((await api('POST', '/publish/batch', { events })).status).toBe(202);
    for (const n of [4, 5, 6, 7]) await enqueue(event(n));
    // Published again, while the batches are open.
    await api('POST', '/publish', event(0));
    await enqueue(event(7));
    const ids = [0, 1, 2, 3, 4, 5, 6, 7].map((n) => `batched-${n}`);
    const objects = await eventually(async () => {
      const found = await linesUnder('batched/');
      return found.flatMap(({ lines }) => lines).length >= ids.length && found;
    }, SECONDS);
    const lines = objects.flatMap((object) => object.lines);
    expect(lines.map(({ id }) => id).toSorted()).toEqual(ids);
    expect(lines.every(({ id, data }) => id === `batched-${data.n}`)).toBe(true);
    for (const { lines: ofOne, metadata } of objects) {
      expect(ofOne.length).toBeLessThanOrEqual(4);
      expect(metadata['waybill-events']).toBe(String(ofOne.length));
    }

    const { body: found } = await eventually(async () => {
      const answer = await api('GET', '/attempts?event_id=batched-5&include=event');
      return answer.body.models.length > 0 && answer;
    });
    const [attempt] = found.models;
    expect(attempt).toMatchObject({
      event_id: 'batched-5',
      destination_id,
      status: 'success',
      code: 'OK',
      event: { id: 'batched-5', topic: 'orders' },
      batch: { partition: 'date=2026-11-22/', cut: expect.stringMatching(/count|age/) },
    });
    const { id } = attempt.batch;
    const { status, body } = await api('GET', `/events/${id}`);
    expect([status, body.message]).toEqual([
      404,
      `${id} is a batch: see GET /attempts?event_id=${id}`,
    ]);

    expect((await api('POST', '/retry', { event_id: 'batched-5', destination_id })).status).toBe(
      202,
    );
    const again = await eventually(async () => {
      const { body: now } = await api('GET', `/attempts?event_id=${id}&dir=desc`);
      return now.models.length === 2 && now.models[0];
    });
    expect(again).toMatchObject({ event_id: id, attempt_number: 2, manual: true, code: 'OK' });
    expect((await linesUnder('batched/')).flatMap((object) => object.lines)).toHaveLength(8);
  },
  (SECONDS + 60) * 1_000,
);
