import { afterAll, beforeAll, expect, test } from 'vitest';
import { Queues } from '../../../lambdas/platform/aws/calls/queues.sqs.ts';
import { deadLettersIn, sendTo } from '../../../lambdas/platform/sqs/queue.sqs.ts';
import { awsAt } from '../../support/aws.ts';
import { aRecord } from '../../support/lambda.ts';
import { startQueues } from '../../support/queues.ts';

let queues: Awaited<ReturnType<typeof startQueues>>;
beforeAll(async () => {
  queues = await startQueues();
});
afterAll(() => queues.stop());

test('any number of messages is sent, in their groups', async () => {
  const send = sendTo(queues.client, queues.create('many'));
  await send([...Array(23).keys()].map((n) => ({ body: `${n}`, group: `g${n % 2}` })));
  const sent = queues.inspect('many');
  expect(sent.map(({ body }) => Number(body)).toSorted((a, b) => a - b)).toEqual([
    ...Array(23).keys(),
  ]);
  expect(queues.groupIds.slice(0, 4)).toEqual(['g0', 'g1', 'g0', 'g1']);
});

test('sends nothing without messages', async () => {
  await sendTo(queues.client, queues.create('none'))([]);
  expect(queues.inspect('none')).toEqual([]);
});

test('messages that are too large for one batch go in several', async () => {
  const send = sendTo(queues.client, queues.create('large'));
  const body = 'x'.repeat(300_000);
  await send([...Array(5).keys()].map(() => ({ body, group: 'g' })));
  expect(queues.inspect('large')).toHaveLength(5);
});

test('message sizes include escapes', async () => {
  const send = sendTo(queues.client, queues.create('escaped'));
  const body = JSON.stringify('\uFFFF'.repeat(87_000));
  await send([...Array(3)].map(() => ({ body, group: 'g' })));
  expect(queues.inspect('escaped')).toHaveLength(3);
});

test('a delayed message waits', async () => {
  await sendTo(
    queues.client,
    queues.create('delayed'),
  )([{ body: 'x', group: 'g', delaySeconds: 900 }]);
  expect(queues.inspect('delayed')).toEqual([{ body: 'x', delayed: true }]);
});

test('attributes arrive with their message', async () => {
  const url = queues.create('attributed');
  await sendTo(
    queues.client,
    url,
  )([{ body: 'x', group: 'g', attributes: { rate_limit_granted: 'yes' } }]);
  expect(await queues.receive(url)).toMatchObject([
    { body: 'x', attributes: { rate_limit_granted: 'yes' } },
  ]);
});

test('a group of any length has its own id of at most 128 characters', async () => {
  const send = sendTo(queues.client, queues.create('groups'));
  const groups = ['a'.repeat(128), 'a'.repeat(129), `${'a'.repeat(129)}b`];
  await send(groups.map((group) => ({ body: 'x', group })));
  const ids = queues.groupIds.slice(-3).map((id) => id ?? '');
  expect(ids[0]).toBe(groups[0]);
  expect(new Set(ids).size).toBe(3);
  expect(Math.max(...ids.map((id) => id.length))).toBe(128);
});

test('characters that XML excludes are preserved', async () => {
  const text = 'a\uFFFE\uFFFF\u0000\ud800b';
  await sendTo(
    queues.client,
    queues.create('xml'),
  )([{ body: JSON.stringify({ text }), group: 'g' }]);
  const [sent] = queues.inspect('xml');
  expect(sent?.body).not.toMatch(/[\uFFFE\uFFFF]/);
  expect(JSON.parse(sent?.body ?? '')).toEqual({ text });
});

test('sending to a missing queue fails', async () => {
  const url = queues.create('there').replace('there', 'not-there');
  await expect(sendTo(queues.client, url)([{ body: 'x', group: 'g' }])).rejects.toThrow(/exist/);
});

test('the client uses the configured endpoint, not the host in the queue URL', async () => {
  const url = queues.create('elsewhere');
  const aws = awsAt('http://127.0.0.1:9', { AWS_ENDPOINT_URL_SQS: new URL(url).origin });
  const named = url.replace(new URL(url).host, 'sqs.us-east-1.amazonaws.com');
  await sendTo(new Queues(aws), named)([{ body: 'x', group: 'g' }]);
  expect(queues.inspect('elsewhere')).toHaveLength(1);
});

test('a dead letter may have the maximum message size and any cause', async () => {
  const url = queues.create('dead-large');
  const deadLetter = deadLettersIn(queues.client, url);
  await deadLetter(aRecord({ body: 'x'.repeat(1_048_576) }), 'the message is not JSON');
  await deadLetter(
    aRecord({ body: 'y' }),
    `metadata.\uFFFE\u0000\ud800${'z'.repeat(100_000)} must be a string`,
  );
  const deadLetters = [...(await queues.receive(url)), ...(await queues.receive(url))];
  const [large, odd] = deadLetters.toSorted((a, b) => b.body.length - a.body.length);
  expect(large).toMatchObject({ body: expect.stringMatching(/^x+$/), attributes: {} });
  expect(odd?.attributes.cause).toHaveLength(2_000);
  expect(odd?.attributes.cause).toMatch(/^metadata\.\uFFFD{3}z+$/);
});

test('characters beyond U+FFFF are preserved', async () => {
  await sendTo(queues.client, queues.create('emoji'))([{ body: '"😀"', group: 'g' }]);
  expect(queues.inspect('emoji')).toMatchObject([{ body: '"😀"' }]);
});

test('a dead letter is the message itself, with its cause and id', async () => {
  const url = queues.create('dead');
  await deadLettersIn(queues.client, url)(
    aRecord({ messageId: 'm1', body: '{"a":' }),
    'the message is not JSON',
  );
  expect(await queues.receive(url)).toEqual([
    {
      body: '{"a":',
      attributes: {
        cause: 'the message is not JSON',
        original_message_id: 'm1',
        original_sent_at: '1763805600000',
      },
    },
  ]);
});

test('a message dead-lettered again after a redrive keeps its original id and time', async () => {
  const url = queues.create('dead-again');
  const attribute = (stringValue: string) => ({ stringValue, dataType: 'String' as const });
  const { attributes } = aRecord();
  await deadLettersIn(queues.client, url)(
    aRecord({
      messageId: 'm2',
      attributes: { ...attributes, MessageGroupId: 'acme#des_1' },
      messageAttributes: {
        original_message_id: attribute('m1'),
        original_sent_at: attribute('1700000000000'),
      },
    }),
    'still the message is not JSON',
  );
  const [deadLetter] = await queues.receive(url);
  expect(deadLetter?.attributes).toEqual({
    cause: 'still the message is not JSON',
    original_message_id: 'm1',
    original_sent_at: '1700000000000',
  });
  expect(queues.groupIds.at(-1)).toBe('acme#des_1');
});

test('a dead letter without room for its cause keeps its original id and time, and refers to the log', async () => {
  const url = queues.create('dead-full');
  const body = 'x'.repeat(1_048_576 - 120);
  await deadLettersIn(queues.client, url)(aRecord({ body, messageId: 'm1' }), 'y'.repeat(100));
  const [deadLetter] = await queues.receive(url);
  expect(deadLetter?.attributes).toEqual({
    cause: 'see the log',
    original_message_id: 'm1',
    original_sent_at: '1763805600000',
  });
});
