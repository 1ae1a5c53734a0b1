import { isDeepStrictEqual } from 'node:util';
import { GetQueueAttributesCommand, SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import { chooseQueues } from '../../cli/dead-letters/choose-queues.sqs.ts';
import { parseCommandLine } from '../../cli/dead-letters/command-line.ts';
import { localSqs } from '../../cli/dead-letters/find-queues.sqs.ts';
import { run } from '../../cli/dead-letters/run.ts';
import type { LocalStack } from '../../local/local-stack.ts';
import { aConsole } from '../cli/dead-letters/builders.ts';
import { tableKeeper } from '../support/backup.ts';
import { startOwnStack } from '../support/own-stack.ts';
import { startStrictS3 } from '../support/strict-s3.ts';
import { ACCESS_KEY, eventually, SECRET, waybill } from '../support/waybill.ts';

/** A separate local stack: other tests create dead letters too. */
let stack: LocalStack;
beforeAll(async () => {
  stack = await startOwnStack({ apiKey: 'dead', buckets: ['dead-letters-bucket'] });
});
afterAll(() => stack.stop());

/** Runs the command; returns the dead letters that it prints and its other lines. */
async function dlq(...args: string[]) {
  const options = parseCommandLine([...args, '--local', '--json']);
  if ('help' in options) throw new Error(options.help);
  const sqs = localSqs(stack.objectStoreUrl);
  const { io, out, messages } = aConsole({ now: new Date() });
  await run(options, await chooseQueues(sqs, options), io);
  sqs.destroy();
  return { deadLetters: out.map((line) => JSON.parse(line)), stderr: messages.join('\n') };
}

/** Adds a message to a queue's dead-letter queue, as SQS does after too many receives. */
async function addDeadLetter(queue: string, body: unknown): Promise<string> {
  const { MessageId = '' } = await waybill(stack).sqs.send(
    new SendMessageCommand({
      QueueUrl: stack.publishQueueUrl.replace(/publish$/, `${queue}-dead-letters`),
      MessageBody: JSON.stringify(body),
    }),
  );
  return MessageId;
}

/** The stored incarnation at a sort key of a tenant's partition. */
async function incarnationAt(tenantId: string, sk: string): Promise<string> {
  const keeper = tableKeeper(stack.dynamodbUrl);
  const items = [...(await keeper.backUp()).values()].flat();
  keeper.stop();
  const key = { pk: { S: `TENANT#${tenantId}` }, sk: { S: sk } };
  const found = items.find(({ pk, sk }) => isDeepStrictEqual({ pk, sk }, key));
  const { incarnation } = unmarshalled.parse(found);
  return incarnation.S;
}

const unmarshalled = z.object({ incarnation: z.object({ S: z.string() }) });

async function isEmpty(queue: string): Promise<boolean> {
  const { Attributes } = await waybill(stack).sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: stack.publishQueueUrl.replace(/publish$/, queue),
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  return Object.values(Attributes ?? {}).every((count) => count === '0');
}

/** Waits until a queue is empty. */
const workedThrough = (queue: string) => eventually(() => isEmpty(queue));

/** The first dead letter of a tenant that becomes a dead letter of the publish queue. */
async function firstDeadLetter(tenant: string) {
  await eventually(async () => !(await isEmpty('publish-dead-letters')));
  const { deadLetters } = await dlq('list', '--tenant', tenant);
  return deadLetters[0];
}

test('an invalid message is listed with its cause, returns after a redrive, and is dropped', async () => {
  const id = await waybill(stack).enqueue({ tenant_id: 'unread', topic: 'orders', data: 'text' });
  const deadLetter = await firstDeadLetter('unread');
  const known = {
    queue: 'publish',
    message_id: id,
    cause: 'data must be a valid JSON object',
    invalid: true,
    tenant_id: 'unread',
  };
  expect(deadLetter).toMatchObject(known);

  const careful = await dlq('redrive', '--tenant', 'unread');
  expect(careful.stderr).toContain('0 redriven');
  expect(careful.stderr).toContain('1 skipped as invalid');
  const named = await dlq('redrive', '--tenant', 'unread', '--cause', 'valid JSON object');
  expect(named.deadLetters).toMatchObject([known]);
  const back = await firstDeadLetter('unread');
  expect(back).toMatchObject({ ...known, sent_at: deadLetter.sent_at });

  const dropped = await dlq('drop', '--id', id, '--yes');
  expect(dropped.deadLetters).toMatchObject([known]);
  expect((await dlq('list', '--tenant', 'unread')).deadLetters).toEqual([]);
});

test('an event that SQS dead-lettered is redriven with its original id and time', async () => {
  const { api, objects, tenantWith } = waybill(stack);
  const config = { bucket: 'dead-letters-bucket', region: 'us-east-1' };
  await tenantWith('gave-up', { config });
  const id = await addDeadLetter('publish', { tenant_id: 'gave-up', topic: 'orders', data: {} });
  const { deadLetters } = await dlq('list', '--event', id);
  expect(deadLetters).toMatchObject([{ message_id: id, invalid: false }]);
  expect(deadLetters[0].cause).toBe(
    "SQS dead-lettered the message after 50 receives: an error of the function or of AWS, see the function's log",
  );
  await dlq('redrive', '--event', id);
  const seconds = Math.floor(Date.parse(deadLetters[0].sent_at) / 1_000);
  const key = `${seconds}_${id}.json`;
  await eventually(async () => (await objects(key, 'dead-letters-bucket'))[0]);
  const { body } = await api('GET', `/events/${id}`);
  expect(body).toMatchObject({ id, tenant_id: 'gave-up', time: deadLetters[0].sent_at });
});

test('a redriven delivery is delivered once, although it was dead-lettered twice', async () => {
  const { api, tenantWith } = waybill(stack);
  const store = await startStrictS3({
    accessKeys: [{ key: ACCESS_KEY, secret: SECRET }],
    region: 'auto',
  });
  const config = { bucket: 'my-bucket', region: 'auto', endpoint: store.url };
  const destination_id = await tenantWith('delivered', { config });
  const event = {
    id: 'evt_dead',
    tenant_id: 'delivered',
    tenant_incarnation: await incarnationAt('delivered', 'TENANT'),
    topic: 'orders',
    time: '2026-11-22T09:59:58Z',
    metadata: {},
    data: '{"n":1}',
    eligible_for_retry: true,
  };
  const incarnation = await incarnationAt('delivered', `DESTINATION#${destination_id}`);
  const delivery = { destination_id, incarnation, attempt_number: 1, manual: false, event };
  for (let time = 1; time <= 2; time += 1) {
    await addDeadLetter('delivery', delivery);
    const { deadLetters, stderr } = await dlq('redrive', '--queue', 'delivery');
    expect(deadLetters).toMatchObject([{ event_id: 'evt_dead', destination_id }]);
    expect(stderr).toBe('1 redriven (delivery 1), of 1 read');
    await eventually(async () => store.objects.size > 0);
    await workedThrough('delivery');
  }
  const attempts = await eventually(async () => {
    const { body } = await api('GET', '/attempts?event_id=evt_dead');
    return body.models.length > 0 && body.models;
  });
  expect(attempts).toMatchObject([{ attempt_number: 1, status: 'success' }]);
  const written = store.requests.filter(({ path }) => path.includes('evt_dead'));
  expect(written).toHaveLength(1);
  await store.stop();
});
