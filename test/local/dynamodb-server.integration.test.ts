import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { startTables } from '../support/tables.ts';

test('a database that is stopped during a request answers it and then stops cleanly', async () => {
  const { client, log, stop } = await startTables();
  const puts = Array.from({ length: 200 }, (_, n) =>
    client.send(
      new PutCommand({
        TableName: log,
        Item: { pk: `EVENT#${n}`, sk: 'acme', owner: 'EVENTS#acme#0', position: `${n}` },
      }),
    ),
  );
  const settled = Promise.allSettled(puts);
  await Promise.race(puts);
  await stop();
  const answers = (await settled).filter(({ status }) => status === 'fulfilled');
  expect(answers.length).toBeGreaterThan(1);
});
