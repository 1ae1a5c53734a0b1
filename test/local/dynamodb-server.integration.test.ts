import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { BatchExecuteStatementCommand, GetCommand } from '@aws-sdk/lib-dynamodb';
import { expect, test } from 'vitest';
import { startDynamoDb } from '../../local/tables/dynamodb-server.ts';
import { startDynamoDbThread } from '../../local/tables/dynamodb-thread.ts';
import { startTables } from '../support/tables.ts';

test('a database that is stopped during a request answers it and then stops cleanly', async () => {
  const { sdk, stop } = await startTables(startDynamoDb(0));
  // Items are written at once, tables are not.
  const creations = Array.from({ length: 200 }, (_, n) =>
    sdk.send(
      new CreateTableCommand({
        TableName: `table-${n}`,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      }),
    ),
  );
  const settled = Promise.allSettled(creations);
  await Promise.race(creations);
  await stop();
  const answers = (await settled).filter(({ status }) => status === 'fulfilled');
  expect(answers.length).toBeGreaterThan(1);
});

test('a database inserts the items of statements, each by itself', async () => {
  const { sdk, stop } = await startTables(startDynamoDb(0));
  const insertion = (sk: string, table = 'log') => ({
    Statement: `INSERT INTO "${table}" VALUE {'pk':?,'sk':?,'bytes':?}`,
    Parameters: ['a', sk, Buffer.from('b')],
  });
  const execute = async (Statements: ReturnType<typeof insertion>[]) => {
    const { Responses = [] } = await sdk.send(new BatchExecuteStatementCommand({ Statements }));
    return Responses.map(({ Error: error }) => error?.Code);
  };
  expect(await execute([insertion('1'), insertion('2')])).toEqual([undefined, undefined]);
  const mixed = [insertion('2'), insertion('3'), insertion('4', 'none')];
  expect(await execute(mixed)).toEqual(['DuplicateItem', undefined, 'ResourceNotFound']);
  const { Item } = await sdk.send(new GetCommand({ TableName: 'log', Key: { pk: 'a', sk: '3' } }));
  expect(Item).toEqual({ pk: 'a', sk: '3', bytes: new Uint8Array([98]) });
  const unknown = { Statement: 'DELETE FROM "log"', Parameters: [] };
  expect(await execute([unknown])).toEqual(['ValidationError']);
  const tooMany = Array.from({ length: 26 }, (_, n) => insertion(String(n)));
  await expect(execute(tooMany)).rejects.toThrow('25 or fewer');
  await stop();
});

test.each(['{', 'null', '{}'])('a database rejects %s instead of statements', async (body) => {
  const { url, stop } = await startDynamoDb(0);
  const headers = { 'x-amz-target': 'DynamoDB_20120810.BatchExecuteStatement' };
  const { status } = await fetch(url, { method: 'POST', headers, body });
  expect(status).toBe(400);
  await stop();
});

test('a database in a separate thread serves requests, and stops', async () => {
  const { url, stop } = await startDynamoDbThread(0);
  const listTables = () =>
    fetch(url, { method: 'POST', headers: { 'x-amz-target': 'DynamoDB_20120810.ListTables' } });
  expect((await listTables()).status).toBe(400);
  await stop();
  await expect(listTables()).rejects.toThrow();
});

test('a database in a separate thread names the variable to set when its port is in use', async () => {
  const { url, stop } = await startDynamoDbThread(0);
  await expect(startDynamoDbThread(Number(new URL(url).port))).rejects.toThrow(
    /^port \d+ is in use: set LOCAL_DYNAMODB_PORT to another port/,
  );
  await stop();
});
