import { crc32 } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { awsContext } from '../../../../lambdas/platform/aws/calls/aws-context.ts';
import { isAwsError } from '../../../../lambdas/platform/aws/calls/aws-error.ts';
import { Documents } from '../../../../lambdas/platform/aws/calls/documents.dynamo.ts';
import { EncryptionKeys } from '../../../../lambdas/platform/aws/calls/encryption-keys.kms.ts';
import { Objects } from '../../../../lambdas/platform/aws/calls/objects.s3.ts';
import { Queues } from '../../../../lambdas/platform/aws/calls/queues.sqs.ts';
import { contextOn, lambdaEnv } from './contexts.ts';
import { answers, breaksOff, fails, type Reply, resets, startWire, type Wire } from './wire.ts';

const MD5_OF_1 = 'c4ca4238a0b923820dcc509a6f75849b';
const ITEM = '{"Item":{"pk":{"S":"a"},"n":{"N":"12345678901234567890"},"b":{"B":"AP8="}}}';
const found = answers(200, ITEM, { 'x-amz-crc32': crc32(ITEM) });

let wire: Wire;
beforeEach(async () => {
  wire = await startWire(found);
});
afterEach(() => wire.stop());

const local = (env: NodeJS.ProcessEnv = {}, now = () => new Date()) =>
  contextOn(wire, { AWS_ENDPOINT_URL: wire.url, ...env }, now);
const input = { TableName: 't', Key: { pk: 'a' } };
const dates = () => wire.sent.map(({ headers }) => headers['x-amz-date']);

describe('a call', () => {
  it('returns values as the document client does', async () => {
    expect(await new Documents(local()).get(input)).toEqual({
      Item: { pk: 'a', n: 12345678901234567890n, b: new Uint8Array([0, 255]) },
    });
  });

  it.each<[string, Reply, number]>([
    ['throttled by DynamoDB', fails(400, 'ProvisionedThroughputExceededException'), 1_000],
    ['throttled', fails(400, 'ThrottlingException'), 1_000],
    ['answered 429', answers(429, ''), 1_000],
    ['answered 500', fails(500, 'InternalServerError'), 50],
    ['answered 503 without a body', answers(503, ''), 50],
    ['answered 502 by a proxy', answers(502, '<html>'), 50],
    ['answered 400 RequestTimeout', fails(400, 'RequestTimeout'), 50],
    ['reset', resets, 50],
    ['answered by half', breaksOff, 50],
    ['answered with a wrong CRC-32', answers(200, ITEM, { 'x-amz-crc32': 1 }), 50],
  ])('that is %s is retried until it succeeds', async (_, fault, firstDelay) => {
    const context = local();
    wire.replyNext(fault, fault);
    const { Item } = await new Documents(context).get(input);
    expect(Item?.pk).toBe('a');
    expect(wire.sent).toHaveLength(3);
    expect(context.slept).toEqual([firstDelay, firstDelay * 2]);
    expect(new Set(wire.sent.map(({ body }) => body.toString())).size).toBe(1);
  });

  it.each<[string, Reply]>([
    ['ConditionalCheckFailedException', fails(400, 'ConditionalCheckFailedException')],
    ['ValidationException', fails(400, 'ValidationException')],
    ['ExpiredTokenException', fails(400, 'ExpiredTokenException')],
    ['UnrecognizedClientException', fails(400, 'UnrecognizedClientException')],
    ['AccessDeniedException', fails(400, 'AccessDeniedException')],
    ['UnknownError', answers(404, 'not JSON')],
  ])('that fails with %s is not retried', async (name, fault) => {
    wire.replyNext(fault);
    const failure = await new Documents(local()).get(input).catch((error) => error);
    expect(isAwsError(failure, name)).toBe(true);
    expect(wire.sent).toHaveLength(1);
  });

  it('that fails throws an error with its status and request id', async () => {
    wire.replyNext(fails(400, 'ValidationException', { 'x-amzn-requestid': 'r1' }));
    await expect(new Documents(local()).get(input)).rejects.toMatchObject({
      name: 'ValidationException',
      message: 'ValidationException',
      $metadata: { httpStatusCode: 400, requestId: 'r1' },
    });
  });

  it('is tried 4 times by DynamoDB and 3 times by others, as by the SDK', async () => {
    const down = fails(500, 'InternalServerError');
    wire.replyNext(down, down, down, down);
    await expect(new Documents(local()).get(input)).rejects.toThrow('InternalServerError');
    expect(wire.sent).toHaveLength(4);
    wire.replyNext(down, down, down);
    const message = { QueueUrl: 'https://q', MessageBody: '1' };
    await expect(new Queues(local()).sendMessage(message)).rejects.toThrow('InternalServerError');
    expect(wire.sent).toHaveLength(7);
  });

  it('is no longer retried when the retries of all calls have used up their budget', async () => {
    const documents = new Documents(local());
    const down = fails(500, 'InternalServerError');
    const fail = async () => {
      const before = wire.sent.length;
      wire.replyNext(down);
      await documents.get(input).catch(() => undefined);
      return wire.sent.length - before;
    };
    // 500 tokens pay for 35 retries of 14.
    wire.replyNext(...Array.from({ length: 12 + 35 }, () => down));
    await Promise.all(
      Array.from({ length: 12 }, () => documents.get(input).catch(() => undefined)),
    );
    expect(wire.sent).toHaveLength(12 + 35);
    expect(await fail()).toBe(1);
    for (let success = 0; success < 20; success += 1) await documents.get(input);
    expect(await fail()).toBe(2);
  });

  it('whose clock is off by an hour is corrected once and for all later calls', async () => {
    const now = new Date('2026-11-30T12:00:00Z');
    const skewed = fails(400, 'InvalidSignatureException', {
      date: 'Mon, 30 Nov 2026 13:00:00 GMT',
    });
    const documents = new Documents(local({}, () => now));
    wire.replyNext(skewed);
    await documents.get(input);
    await documents.get(input);
    expect(dates()).toEqual(['20261130T120000Z', '20261130T130000Z', '20261130T130000Z']);
  });

  it('whose clock is right is not retried for a wrong signature', async () => {
    const now = new Date('2026-11-30T12:00:00Z');
    const wrong = fails(403, 'InvalidSignatureException', { date: now.toUTCString() });
    wire.replyNext(wrong);
    const call = new Documents(local({}, () => now)).get(input);
    await expect(call).rejects.toThrow('InvalidSignatureException');
    expect(wire.sent).toHaveLength(1);
  });

  it('to S3 with a wrong clock is corrected, too', async () => {
    const now = new Date('2026-11-30T12:00:00Z');
    const xml = '<Error><Code>RequestTimeTooSkewed</Code><Message>m</Message></Error>';
    wire.replyNext(answers(403, xml, { date: 'Mon, 30 Nov 2026 11:00:00 GMT' }));
    await new Objects(local({}, () => now)).getObject({ Bucket: 'my-bucket', Key: 'k' });
    expect(dates()).toEqual(['20261130T120000Z', '20261130T110000Z']);
  });

  it('is aborted while it waits for the answer', async () => {
    wire.replyNext(() => undefined);
    const abortSignal = AbortSignal.timeout(50);
    const call = new Documents(local()).get(input, { abortSignal });
    await expect(call).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(wire.sent).toHaveLength(1);
  });

  it('is aborted while it waits for its retry', async () => {
    const end = new AbortController();
    const sleep = () => {
      end.abort(new Error('no time left'));
      return Promise.resolve();
    };
    const context = local();
    const documents = new Documents({ ...context, clock: { ...context.clock, sleep } });
    wire.replyNext(resets);
    const call = documents.get(input, { abortSignal: end.signal });
    await expect(call).rejects.toThrow('no time left');
    expect(wire.sent).toHaveLength(1);
  });

  it('that is not answered within 5 seconds is retried', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    wire.replyNext(() => undefined);
    const call = new Documents(local()).get(input);
    await vi.waitFor(() => expect(wire.sent).toHaveLength(1), { interval: 5 });
    await vi.advanceTimersByTimeAsync(5_001);
    vi.useRealTimers();
    expect((await call).Item?.pk).toBe('a');
    expect(wire.sent).toHaveLength(2);
  });
});

describe('a message', () => {
  const message = { QueueUrl: 'https://q', MessageBody: '1' };

  it('whose MD5 SQS confirms is sent once', async () => {
    wire.replyNext(answers(200, JSON.stringify({ MD5OfMessageBody: MD5_OF_1, MessageId: 'm' })));
    expect(await new Queues(local()).sendMessage(message)).toMatchObject({ MessageId: 'm' });
    expect(wire.sent).toHaveLength(1);
  });

  it('that SQS received with another MD5 fails and is not retried', async () => {
    wire.replyNext(answers(200, JSON.stringify({ MD5OfMessageBody: 'x' })));
    await expect(new Queues(local()).sendMessage(message)).rejects.toThrow(
      'different message body',
    );
    const Successful = [{ Id: '0', MD5OfMessageBody: 'x' }];
    wire.replyNext(answers(200, JSON.stringify({ Successful })));
    const batch = { QueueUrl: 'https://q', Entries: [{ Id: '0', MessageBody: '1' }] };
    await expect(new Queues(local()).sendMessageBatch(batch)).rejects.toThrow('different message');
    expect(wire.sent).toHaveLength(2);
  });

  it('of a batch that SQS rejects is thrown', async () => {
    const Failed = [{ Id: '0', Code: 'InvalidMessageContents', SenderFault: true }];
    wire.replyNext(answers(200, JSON.stringify({ Failed })));
    const batch = { QueueUrl: 'https://q', Entries: [{ Id: '0', MessageBody: '1' }] };
    expect(await new Queues(local()).sendMessageBatch(batch)).toEqual({ Failed });
  });
});

describe('an object', () => {
  const name = { Bucket: 'my-bucket', Key: 'k' };

  it('is read up to the requested length', async () => {
    const objects = new Objects(local());
    const maxBodyBytes = Buffer.byteLength(ITEM);
    expect(await objects.getObject(name, { maxBodyBytes })).toEqual({ Body: Buffer.from(ITEM) });
    const shorter = { maxBodyBytes: maxBodyBytes - 1 };
    expect(await objects.getObject(name, shorter)).toEqual({ Body: undefined });
  });

  it('that does not exist throws an error with its code', async () => {
    wire.replyNext(answers(404, '<Error><Code>NoSuchKey</Code><Message>gone</Message></Error>'));
    await expect(new Objects(local()).getObject(name)).rejects.toMatchObject({
      name: 'NoSuchKey',
      message: 'gone',
      $metadata: { httpStatusCode: 404 },
    });
  });
});

describe('a context', () => {
  it('names the variables that are missing', () => {
    const { AWS_REGION: _, AWS_SECRET_ACCESS_KEY: __, ...env } = lambdaEnv;
    expect(() => awsContext(env, local().clock)).toThrow(
      'environment: AWS_REGION, AWS_SECRET_ACCESS_KEY required to call AWS',
    );
  });

  it('with FIPS rejects custom endpoints', () => {
    const context = local({ AWS_USE_FIPS_ENDPOINT: 'true' });
    expect(() => new EncryptionKeys(context)).toThrow('cannot be combined with FIPS');
  });
});
