import { afterAll, beforeAll, expect, test } from 'vitest';
import { findQueues } from '../../../cli/dead-letters/find-queues.sqs.ts';
import { type Queues, startQueues } from '../../support/queues.ts';

let queues: Queues;
beforeAll(async () => {
  queues = await startQueues();
});
afterAll(() => queues.stop());

test('finds the dead-letter queues of a stage by name, and no queue of another stage', async () => {
  for (const stage of ['prod', 'prod-eu', 'dev']) {
    for (const purpose of ['publish', 'delivery', 'anything']) {
      queues.create(`waybill-${stage}-${purpose}`);
      queues.create(`waybill-${stage}-${purpose}-dead-letters`);
    }
  }
  queues.create('waybill-prod-dead-letters');
  queues.create('prod-publish-dead-letters');
  const found = await findQueues(queues.sdk, 'prod');
  expect(found.map(({ purpose }) => purpose)).toEqual(['anything', 'delivery', 'publish']);
  expect(found[2]).toEqual({
    purpose: 'publish',
    url: expect.stringMatching(/\/waybill-prod-publish$/),
    deadLettersUrl: expect.stringMatching(/\/waybill-prod-publish-dead-letters$/),
  });
  const inEu = await findQueues(queues.sdk, 'prod-eu');
  expect(inEu.map(({ url }) => url.split('/').at(-1))).toEqual([
    'waybill-prod-eu-anything',
    'waybill-prod-eu-delivery',
    'waybill-prod-eu-publish',
  ]);
});

test('finds all queues when SQS returns several pages', async () => {
  for (let n = 0; n < 1_001; n += 1) {
    const purpose = `q${n}`.replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');
    queues.create(`waybill-many-${purpose}-dead-letters`);
  }
  expect(await findQueues(queues.sdk, 'many')).toHaveLength(1_001);
});

test('finds none for a stage that does not exist', async () => {
  expect(await findQueues(queues.sdk, 'nowhere')).toEqual([]);
});
