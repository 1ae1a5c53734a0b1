import { expect, test } from 'vitest';
import { sqsHandler } from '../../lambdas/platform/sqs/sqs-handler.ts';
import { limitLargeMessages } from '../../lambdas/publishing/handle-publish-record.ts';
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
