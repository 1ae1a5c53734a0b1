import { expect, test } from 'vitest';
import { blobStoreIn } from '../../lambdas/platform/aws/blob-store.s3.ts';
import { Objects } from '../../lambdas/platform/aws/calls/objects.s3.ts';
import { WorkLimit } from '../../lambdas/platform/rate-limit/work-limit.ts';
import { sqsHandler } from '../../lambdas/platform/sqs/sqs-handler.ts';
import {
  handlePublishRecord,
  limitLargeMessages,
} from '../../lambdas/publishing/handle-publish-record.ts';
import { Payloads } from '../../lambdas/publishing/s3-pointer-payload.ts';
import { awsAt } from '../support/aws.ts';
import { NOW } from '../support/builders.ts';
import { aContext, aRecord } from '../support/lambda.ts';

const message = (messageId: string, MessageGroupId: string, characters: number) =>
  aRecord({
    messageId,
    body: 'x'.repeat(characters),
    attributes: { ...aRecord().attributes, MessageGroupId },
  });

test('limits only groups with large messages to two concurrent publishes', async () => {
  const underWay = new Map<string, number>();
  const max = new Map<string, number>();
  const handler = sqsHandler({
    beginRun:
      () =>
      async ({ attributes: { MessageGroupId: group = '' } }) => {
        const now = (underWay.get(group) ?? 0) + 1;
        underWay.set(group, now);
        max.set(group, Math.max(max.get(group) ?? 0, now));
        await new Promise(setImmediate);
        underWay.set(group, now - 1);
      },
    deadLetters: async () => {},
    limitsIn: limitLargeMessages,
  });
  const Records = [
    ...['l1', 'l2', 'l3', 'l4', 'l5'].map((id) => message(id, 'large', 65_536)),
    ...['s1', 's2', 's3', 's4'].map((id) => message(id, 'small', 65_535)),
  ];
  expect(await handler({ Records }, aContext())).toEqual({ batchItemFailures: [] });
  expect([max.get('large'), max.get('small')]).toEqual([2, 4]);
});

test('a byte order mark before an event is ignored, as over HTTP', async () => {
  const published: string[] = [];
  const deps = {
    publish: async ({ event }: { readonly event: { readonly id: string } }) => {
      published.push(event.id);
      return { duplicate: false, destination_ids: [] };
    },
    topics: [],
    payloads: new Payloads(blobStoreIn(new Objects(awsAt('http://none')), 'none')),
    work: new WorkLimit(() => NOW),
    limit: undefined,
    resend: async () => {},
    random: () => 0.5,
    now: () => NOW,
  };
  const record = aRecord({ body: '\uFEFF{"id":"evt_1","tenant_id":"acme","data":{}}' });
  await handlePublishRecord(deps, record, new AbortController().signal);
  expect(published).toEqual(['evt_1']);
});
