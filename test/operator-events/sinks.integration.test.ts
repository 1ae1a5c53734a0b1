import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { eventBus } from '../../lambdas/operator-events/event-bus.eventbridge.ts';
import { type Envelope, queueSink } from '../../lambdas/operator-events/sink.ts';
import { webhook } from '../../lambdas/operator-events/webhook.ts';
import { sendTo } from '../../lambdas/platform/sqs/queue.sqs.ts';
import { eventBusActions } from '../../local/events/event-bus.ts';
import { close, listen } from '../../local/listen.ts';
import { serveAwsJson } from '../../local/secrets/aws-json.ts';
import { NOW } from '../support/builders.ts';
import { startQueues } from '../support/queues.ts';
import { verifySignature } from '../support/strict-s3/signature.ts';
import { anOperatorEvent } from './builders.ts';

const ENVELOPE: Envelope = { ...anOperatorEvent(), deployment_id: 'prod' };
const BODY = JSON.stringify(ENVELOPE);

/** A received request. */
interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

let server: Server;
let url = '';
let received: Received[];
let answer: { status: number; headers?: Record<string, string>; body?: string } | 'nothing';

beforeEach(async () => {
  received = [];
  answer = { status: 200 };
  server = createServer(async (request, response) => {
    const { method, url: path, headers } = request;
    received.push({ method, url: path, headers, body: await text(request) });
    if (answer === 'nothing') return;
    response.writeHead(answer.status, answer.headers).end(answer.body);
  });
  url = await listen(server, 0, 'PORT');
});
afterEach(() => close(server));

const soon = () => AbortSignal.timeout(5_000);

describe('the webhook', () => {
  const secrets = async () => ['c2VjcmV0', 'b3RoZXI='];
  const notify = (signal = soon()) =>
    webhook({ url: `${url}/ops?team=a`, secrets, now: () => NOW }).notify(ENVELOPE, BODY, signal);

  test('receives the envelope, signed byte for byte', async () => {
    await notify();
    const signed = (key: string, message: string) => createHmac('sha256', key).update(message);
    const standard = (key: string) =>
      `v1,${signed(key, `${ENVELOPE.id}.1795341600.${BODY}`).digest('base64')}`;
    expect(received).toMatchObject([
      {
        method: 'POST',
        url: '/ops?team=a',
        body: BODY,
        headers: {
          'content-type': 'application/json',
          'x-outpost-signature': `v0=${signed('c2VjcmV0', BODY).digest('hex')}`,
          'webhook-id': ENVELOPE.id,
          'webhook-timestamp': '1795341600',
          'webhook-signature': `${standard('secret')} ${standard('other')}`,
        },
      },
    ]);
  });

  test.each([201, 204])('accepts the event with status %i', async (status) => {
    answer = { status };
    await expect(notify()).resolves.toBeUndefined();
  });

  test.each([400, 401, 404, 429, 500, 503])('rejects the event with status %i', async (status) => {
    answer = { status, body: 'a page of reasons' };
    await expect(notify()).rejects.toThrow(`responded ${status}`);
  });

  test('does not follow redirects', async () => {
    answer = { status: 307, headers: { location: `${url}/elsewhere` } };
    await expect(notify()).rejects.toThrow('responded 307');
    expect(received).toHaveLength(1);
  });

  test('fails when the connection is refused', async () => {
    await close(server);
    await expect(notify()).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  test('fails when there is no response before the timeout', async () => {
    answer = 'nothing';
    await expect(notify(AbortSignal.timeout(50))).rejects.toMatchObject({ name: 'TimeoutError' });
  });
});

describe('the bus', () => {
  const lines: [string, string][] = [];
  const credentials = { accessKeyId: 'AKIA', secretAccessKey: 'secret', sessionToken: 'session' };
  const notify = (bus = 'default', signal = soon()) => {
    const identity = { credentials, region: 'us-east-1' };
    return eventBus({ bus, endpoint: url, identity, now: () => new Date() }).notify(
      ENVELOPE,
      BODY,
      signal,
    );
  };

  test('receives an event with the envelope as detail and the topic as detail type', async () => {
    answer = { status: 200, body: '{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}' };
    await notify();
    expect(received.map(({ body }) => JSON.parse(body))).toEqual([
      {
        Entries: [
          {
            EventBusName: 'default',
            Source: 'waybill',
            DetailType: 'alert.destination.recovered',
            Time: 1_795_341_600,
            Detail: BODY,
          },
        ],
      },
    ]);
    expect(received).toMatchObject([
      {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'AWSEvents.PutEvents',
        },
      },
    ]);
  });

  test('is called with a valid signature of the request', async () => {
    answer = { status: 200, body: '{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}' };
    await notify();
    const [{ method = '', url: path = '', headers = {}, body = '' } = {}] = received;
    const request = {
      method,
      path,
      query: '',
      headerBytes: 0,
      headers: new Map(Object.entries(headers).map(([name, value]) => [name, String(value)])),
      body: Buffer.from(body),
    };
    const key = { key: 'AKIA', secret: 'secret', session: 'session' };
    expect(verifySignature(request, [key], 'us-east-1', 'events')).toBe(key);
  });

  test('fails with the error code of a rejection, without quoting the event', async () => {
    answer = {
      status: 200,
      body: '{"FailedEntryCount":1,"Entries":[{"ErrorCode":"NotAuthorizedForSource","ErrorMessage":"quoted"}]}',
    };
    await expect(notify()).rejects.toThrow(/^rejected: NotAuthorizedForSource$/);
  });

  test.each([
    [
      400,
      '{"__type":"com.amazonaws#AccessDeniedException","message":"quoted"}',
      'AccessDeniedException',
    ],
    [413, '', 'without an error code'],
    [500, '<html>', 'without an error code'],
  ])('is not accepted with a %i', async (status, body, reason) => {
    answer = { status, body };
    await expect(notify()).rejects.toThrow(`responded ${status} ${reason}`);
  });

  test('fails when there is no response before the timeout', async () => {
    answer = 'nothing';
    await expect(notify('default', AbortSignal.timeout(50))).rejects.toMatchObject({
      name: 'TimeoutError',
    });
  });

  test('of the local stack logs events for any bus, and rejects an invalid name', async () => {
    const stack = createServer(serveAwsJson(eventBusActions((...line) => void lines.push(line))));
    const endpoint = await listen(stack, 0, 'PORT');
    const identity = { credentials, region: 'us-east-1' };
    const now = () => new Date();
    const put = (bus: string) =>
      eventBus({ bus, endpoint, identity, now }).notify(ENVELOPE, BODY, soon());
    await put('default');
    await put('arn:aws:events:us-east-1:000000000000:event-bus/default');
    await put('other');
    await expect(put('no bus')).rejects.toThrow('responded 400 ValidationException');
    await close(stack);
    const line = ['events', `alert.destination.recovered ${BODY}`];
    expect(lines).toEqual([line, line, line]);
  });
});

describe('the queue', () => {
  test('receives the envelope as a message', async () => {
    const queues = await startQueues();
    const queueUrl = queues.create('operators');
    await queueSink(sendTo(queues.client, queueUrl)).notify(ENVELOPE, BODY, soon());
    expect(queues.inspect('operators')).toEqual([{ body: BODY, delayed: false }]);
    await queues.stop();
  });
});
