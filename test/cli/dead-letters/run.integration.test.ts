import {
  GetQueueAttributesCommand,
  type MessageAttributeValue,
  SendMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Console } from '../../../cli/console.ts';
import { chooseQueues } from '../../../cli/dead-letters/choose-queues.sqs.ts';
import type { CommandOptions } from '../../../cli/dead-letters/command-options.ts';
import { DeadLetterQueue } from '../../../cli/dead-letters/dead-letter-queue.sqs.ts';
import { run } from '../../../cli/dead-letters/run.ts';
import { deadLettersIn, sendTo } from '../../../lambdas/platform/sqs/queue.sqs.ts';
import { aRecord } from '../../support/lambda.ts';
import { type Queues, startQueues } from '../../support/queues.ts';
import { aConsole, aDeadLetter, someOptions } from './builders.ts';

let queues: Queues;
let stages = 0;

beforeAll(async () => {
  queues = await startQueues();
});
afterAll(() => queues.stop());

type Purpose = 'publish' | 'delivery';
type Attributes = Record<string, MessageAttributeValue>;

/** Runs a command as the program does. */
const runCommand = async (options: CommandOptions, io: Console): Promise<void> =>
  run(options, await chooseQueues(queues.sdk, options), io);

/** A stage of this test, with two queues and their dead-letter queues. */
function aStage() {
  stages += 1;
  const stage = `s${stages}`;
  const aPair = (purpose: string): string => {
    queues.create(`waybill-${stage}-${purpose}-dead-letters`);
    return queues.create(`waybill-${stage}-${purpose}`);
  };
  const urls = { publish: aPair('publish'), delivery: aPair('delivery') };
  const bodiesIn = (name: string): string[] => queues.inspect(name).map(({ body }) => body);
  return {
    stage,
    urls,
    /** Adds a message to a dead-letter queue unchanged, as SQS does. Returns its id. */
    addDeadLetter: async (
      body: string,
      purpose: Purpose = 'publish',
      MessageAttributes: Attributes = {},
    ) => {
      const QueueUrl = `${urls[purpose]}-dead-letters`;
      const { MessageId = '' } = await queues.sdk.send(
        new SendMessageCommand({ QueueUrl, MessageBody: body, MessageAttributes }),
      );
      return MessageId;
    },
    /** Adds a message to a dead-letter queue as a function does for an invalid message. */
    addInvalid: (body: string, messageId: string, cause: string): Promise<void> =>
      deadLettersIn(queues.client, `${urls.publish}-dead-letters`)(
        aRecord({ body, messageId }),
        cause,
      ),
    /** The dead letters that are visible. */
    deadLettersOf: (purpose: Purpose = 'publish') =>
      bodiesIn(`waybill-${stage}-${purpose}-dead-letters`),
    /** The messages in the source queue. */
    messagesOf: (purpose: Purpose = 'publish') => bodiesIn(`waybill-${stage}-${purpose}`),
    /** Runs a command; returns its output and messages. */
    runWith: async (options: Parameters<typeof someOptions>[0], given: Partial<Console> = {}) => {
      const { io, out, messages } = aConsole({ now: new Date(), ...given });
      await runCommand(someOptions({ stage, ...options }), io);
      return { deadLetters: out.map((line) => JSON.parse(line)), messages };
    },
  };
}

const event = (id: string, tenant_id = 'acme') => JSON.stringify({ tenant_id, id, data: {} });

test.concurrent('a list shows every queue’s dead letters and leaves them visible', async () => {
  const { urls, addDeadLetter, addInvalid, deadLettersOf, runWith } = aStage();
  await queues.sdk.send(
    new SetQueueAttributesCommand({
      QueueUrl: urls.delivery,
      Attributes: {
        RedrivePolicy: JSON.stringify({ deadLetterTargetArn: 'arn:x', maxReceiveCount: 50 }),
      },
    }),
  );
  await addInvalid('{"tenant_id":"acme"}', 'first-id', 'data must be a valid JSON object');
  const id = await addDeadLetter('{"destination_id":"des_1","event":{"id":"evt_1"}}', 'delivery');
  const { deadLetters, messages } = await runWith({ verb: 'list' });
  expect(deadLetters.toSorted((a, b) => a.queue.localeCompare(b.queue))).toMatchObject([
    {
      queue: 'delivery',
      message_id: id,
      receive_count: 1,
      invalid: false,
      cause:
        "SQS dead-lettered the message after 50 receives: an error of the function or of AWS, see the function's log",
      event_id: 'evt_1',
      destination_id: 'des_1',
    },
    {
      queue: 'publish',
      message_id: 'first-id',
      sent_at: '2025-11-22T10:00:00.000Z',
      invalid: true,
      cause: 'data must be a valid JSON object',
      tenant_id: 'acme',
      event_id: 'first-id',
    },
  ]);
  expect(messages).toEqual([expect.stringMatching(/^2 listed .*, of 2 read$/)]);
  expect([deadLettersOf('publish').length, deadLettersOf('delivery').length]).toEqual([1, 1]);
});

test.concurrent('hundreds of dead letters are each listed once, and all are visible afterwards', async () => {
  const { urls, deadLettersOf, runWith } = aStage();
  const ids = [...Array(235).keys()].map(String);
  await sendTo(
    queues.client,
    `${urls.publish}-dead-letters`,
  )(ids.map((id) => ({ body: event(id), group: 'acme' })));
  const { deadLetters } = await runWith({});
  expect(deadLetters.map(({ event_id }) => event_id).toSorted()).toEqual(ids.toSorted());
  expect(deadLettersOf()).toHaveLength(235);
});

test.concurrent('a stage without dead letters is reported', async () => {
  const { runWith } = aStage();
  expect(await runWith({})).toEqual({ deadLetters: [], messages: ['no dead letters were found'] });
});

test.concurrent('filters, queues and a limit select what is listed', async () => {
  const { addDeadLetter, deadLettersOf, runWith } = aStage();
  for (const id of ['a', 'b', 'c']) await addDeadLetter(event(id, `tenant-${id}`));
  await addDeadLetter(event('d', 'tenant-a'), 'delivery');
  const idsOf = async (options: Parameters<typeof someOptions>[0]) =>
    (await runWith(options)).deadLetters.map(({ tenant_id }) => tenant_id);
  expect(await idsOf({ filter: { tenants: ['tenant-a'] } })).toEqual(['tenant-a', 'tenant-a']);
  expect(await idsOf({ filter: { tenants: ['tenant-a'] }, queues: ['publish'] })).toHaveLength(1);
  expect(await idsOf({ limit: 2 })).toHaveLength(2);
  expect(await idsOf({ filter: { olderThan: 3_600 } })).toEqual([]);
  expect(await idsOf({ filter: { newerThan: 3_600 } })).toHaveLength(4);
  expect(await idsOf({ filter: { causes: ['sqs dead-lettered'] }, limit: 1 })).toHaveLength(1);
  expect([...deadLettersOf(), ...deadLettersOf('delivery')]).toHaveLength(4);
});

test.concurrent('a redrive sends each dead letter as its original message before it deletes it', async () => {
  const { urls, addDeadLetter, deadLettersOf, runWith } = aStage();
  const id = await addDeadLetter(event('a'), 'publish', {
    trace: { DataType: 'String', StringValue: 'of the publisher' },
  });
  const { deadLetters, messages } = await runWith({ verb: 'redrive' });
  expect(deadLetters).toMatchObject([{ event_id: 'a', message_id: id }]);
  expect(messages).toEqual(['1 redriven (publish 1), of 1 read']);
  expect(deadLettersOf()).toEqual([]);
  expect(await queues.receive(urls.publish)).toEqual([
    {
      body: event('a'),
      attributes: { original_message_id: id, original_sent_at: expect.stringMatching(/^\d{13}$/) },
    },
  ]);
});

test.concurrent('a dead letter that is redriven twice keeps its original identity', async () => {
  const { urls, addDeadLetter, runWith } = aStage();
  const attributes = {
    original_message_id: { DataType: 'String', StringValue: 'first-id' },
    original_sent_at: { DataType: 'String', StringValue: '1763805600000' },
  };
  await addDeadLetter(event('a'), 'delivery', attributes);
  await runWith({ verb: 'redrive' });
  const [message] = await queues.receive(urls.delivery);
  expect(message?.attributes).toEqual({
    original_message_id: 'first-id',
    original_sent_at: '1763805600000',
  });
});

test.concurrent('a redriven dead letter keeps its message group', async () => {
  const { urls } = aStage();
  const pair = {
    purpose: 'delivery',
    url: urls.delivery,
    deadLettersUrl: `${urls.delivery}-dead-letters`,
  };
  await new DeadLetterQueue(queues.sdk, pair).resend(aDeadLetter({ group: 'acme#des_1' }));
  expect(queues.groupIds).toContain('acme#des_1');
});

test.concurrent('a redrive skips invalid messages unless they are named or forced', async () => {
  const { addDeadLetter, addInvalid, deadLettersOf, messagesOf, runWith } = aStage();
  await addInvalid('{', 'm1', 'the body cannot be parsed');
  await addInvalid(event('b'), 'm2', 'topic is invalid');
  await addDeadLetter(event('a'));
  const { messages } = await runWith({ verb: 'redrive' });
  expect(messages[0]).toMatch(/^1 redriven \(publish 1\), of 3 read; 2 skipped as invalid/);
  await runWith({ verb: 'redrive', filter: { causes: ['Topic is'] }, invalid: true });
  expect(messagesOf()).toEqual([event('a'), event('b')]);
  expect(deadLettersOf()).toEqual(['{']);
  const last = await runWith({ verb: 'redrive', invalid: true });
  expect(last.messages[0]).toMatch(/1 of them invalid before: list again/);
  expect([messagesOf().length, deadLettersOf().length]).toEqual([3, 0]);
});

test.concurrent('dead letters that are still invalid return and are not redriven again in the same run', async () => {
  const { urls, addInvalid, runWith } = aStage();
  for (let n = 0; n < 25; n += 1) await addInvalid('{', `m${n}`, 'the body cannot be parsed');
  const addInvalidAgain = async () => {
    const messages = await queues.receive(urls.publish);
    for (const { body, attributes } of messages) {
      await addInvalid(
        body,
        attributes.original_message_id ?? 'another',
        'the body cannot be parsed',
      );
    }
  };
  const { messages, deadLetters } = await runWith(
    { verb: 'redrive', invalid: true },
    { progress: () => void addInvalidAgain() },
  );
  expect(new Set(deadLetters.map(({ message_id }) => message_id)).size).toBe(25);
  expect(deadLetters).toHaveLength(25);
  expect(messages[0]).toMatch(/^25 redriven .* \d+ dead-lettered again as still invalid$/);
});

test.concurrent('a dead letter at the SQS size limit is skipped, because its identity could not be added', async () => {
  const { addDeadLetter, deadLettersOf, runWith } = aStage();
  await addDeadLetter('x'.repeat(1_048_576));
  const { messages } = await runWith({ verb: 'redrive', invalid: true });
  expect(messages[0]).toMatch(/^0 redriven, of 1 read; 1 skipped because the message is too large/);
  expect(deadLettersOf()).toHaveLength(1);
});

test.concurrent('a limit counts redriven dead letters, not received ones', async () => {
  const { addDeadLetter, addInvalid, deadLettersOf, messagesOf, runWith } = aStage();
  for (let n = 0; n < 3; n += 1) await addInvalid('{', `m${n}`, 'the body cannot be parsed');
  for (let n = 0; n < 15; n += 1) await addDeadLetter(event(`e${n}`));
  await runWith({ verb: 'redrive', limit: 12 });
  expect([messagesOf().length, deadLettersOf().length]).toEqual([12, 6]);
});

test.concurrent('a drop deletes only the selected dead letters and prints them', async () => {
  const { addDeadLetter, deadLettersOf, messagesOf, runWith } = aStage();
  await addDeadLetter(event('a'));
  await addDeadLetter(event('b', 'other'));
  const { deadLetters, messages } = await runWith({
    verb: 'drop',
    filter: { tenants: ['acme'] },
    yes: true,
  });
  expect(deadLetters).toMatchObject([{ event_id: 'a', tenant_id: 'acme' }]);
  expect(messages).toEqual(['1 dropped (publish 1), of 2 read']);
  expect([deadLettersOf(), messagesOf()]).toEqual([[event('b', 'other')], []]);
});

test.concurrent('a drop asks for confirmation, and a no drops nothing', async () => {
  const { addDeadLetter, deadLettersOf, runWith } = aStage();
  await addDeadLetter(event('a'));
  const asked: string[] = [];
  const answering = (answer: boolean) => ({
    ask: async (question: string) => {
      asked.push(question);
      return answer;
    },
  });
  expect((await runWith({ verb: 'drop' }, answering(false))).messages).toEqual([
    'nothing was dropped',
  ]);
  expect(asked[0]).toContain('delivery (about 0), publish (about 1)?');
  expect(deadLettersOf()).toHaveLength(1);
  await runWith({ verb: 'drop' }, answering(true));
  expect(deadLettersOf()).toEqual([]);
});

test.concurrent('without a terminal, a drop needs --yes', async () => {
  const { addDeadLetter, deadLettersOf, runWith } = aStage();
  await addDeadLetter(event('a'));
  await expect(runWith({ verb: 'drop' })).rejects.toMatchObject({
    exitCode: 2,
    message: expect.stringContaining('--yes'),
  });
  expect(deadLettersOf()).toHaveLength(1);
});

test.concurrent.each(['list', 'redrive', 'drop'] as const)(
  'a stopped %s finishes its current batch, releases the rest, and reports its progress',
  async (verb) => {
    const { addDeadLetter, deadLettersOf, messagesOf, runWith } = aStage();
    for (let n = 0; n < 30; n += 1) await addDeadLetter(event(`e${n}`));
    const stopping = new AbortController();
    const { deadLetters, messages } = await runWith(
      { verb, yes: true },
      { signal: stopping.signal, progress: () => stopping.abort() },
    );
    expect(deadLetters).toHaveLength(10);
    expect(messages[0]).toMatch(/^stopped: 10 \w+ \(publish 10\), of 10 read$/);
    expect(deadLettersOf()).toHaveLength(verb === 'list' ? 30 : 20);
    expect(messagesOf()).toHaveLength(verb === 'redrive' ? 10 : 0);
  },
);

test.concurrent('a dead letter that SQS rejects stays visible, and the others are sent', async () => {
  const { stage, urls, addDeadLetter, deadLettersOf, messagesOf } = aStage();
  await queues.sdk.send(
    new SetQueueAttributesCommand({
      QueueUrl: urls.publish,
      Attributes: { MaximumMessageSize: '1024' },
    }),
  );
  const large = JSON.stringify({ tenant_id: 'acme', id: 'x'.repeat(1_024), data: {} });
  await addDeadLetter(large);
  await addDeadLetter(event('small'));
  const { io, out, messages } = aConsole();
  const redrive = runCommand(someOptions({ stage, verb: 'redrive' }), io);
  await expect(redrive).rejects.toThrow('shorter than 1024 bytes');
  expect(out.map((line) => JSON.parse(line).event_id)).toEqual(['small']);
  expect(messages).toEqual(['not finished: 1 redriven (publish 1), of 2 read']);
  expect([deadLettersOf(), messagesOf()]).toEqual([[large], [event('small')]]);
});

test.concurrent('without their source queue, dead letters cannot be redriven and stay', async () => {
  const { stage, urls } = aStage();
  queues.create(`waybill-${stage}-lonely-dead-letters`);
  const QueueUrl = urls.publish.replace('-publish', '-lonely-dead-letters');
  await queues.sdk.send(new SendMessageCommand({ QueueUrl, MessageBody: event('a') }));
  const { io } = aConsole();
  const options = someOptions({ stage, verb: 'redrive' });
  await expect(runCommand(options, io)).rejects.toMatchObject({
    name: 'QueueDoesNotExist',
  });
  expect(queues.inspect(`waybill-${stage}-lonely-dead-letters`)).toHaveLength(1);
});

test.concurrent('an unknown stage or queue is reported with the existing ones', async () => {
  const { runWith } = aStage();
  await expect(runWith({ stage: 'nowhere' })).rejects.toMatchObject({
    exitCode: 1,
    message:
      'there are no queues named waybill-nowhere-…-dead-letters: is the stage nowhere deployed in us-east-1?',
  });
  await expect(runWith({ queues: ['publish', 'pub'] })).rejects.toMatchObject({
    exitCode: 2,
    message: '--queue must be one of delivery, publish, not "pub"',
  });
});

test.concurrent('no dead letter stays invisible after these tests', async () => {
  const { urls, addDeadLetter, addInvalid, runWith } = aStage();
  await addDeadLetter(event('a'));
  await addInvalid('{', 'm1', 'the body cannot be parsed');
  await runWith({});
  await runWith({ verb: 'redrive', filter: { tenants: ['other'] } });
  await runWith({ verb: 'drop', yes: true, filter: { events: ['none'] } });
  const { Attributes } = await queues.sdk.send(
    new GetQueueAttributesCommand({
      QueueUrl: `${urls.publish}-dead-letters`,
      AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
    }),
  );
  expect(Attributes).toEqual({
    ApproximateNumberOfMessages: '2',
    ApproximateNumberOfMessagesNotVisible: '0',
  });
});
