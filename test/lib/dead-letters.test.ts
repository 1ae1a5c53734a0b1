import { expect, test } from 'vitest';
import { purposeOf } from '../../cli/dead-letters/find-queues.sqs.ts';
import { templateOf } from './support/stacks.ts';

const STAGE = 'prod-eu';

test('npm run dlq finds the dead-letter queue of every queue, and every queue has one', () => {
  const queues = templateOf({ stage: STAGE }).findResources('AWS::SQS::Queue');
  const names = Object.values(queues).map(({ Properties }) => String(Properties.QueueName));
  const purposes = names.flatMap((name) => purposeOf(STAGE, name) ?? []);
  expect(purposes).toContain('publish');
  expect(
    purposes
      .flatMap((purpose) => {
        const work = `waybill-${STAGE}-${purpose}`;
        return [work, `${work}-dead-letters`];
      })
      .toSorted(),
  ).toEqual(names.toSorted());
});
