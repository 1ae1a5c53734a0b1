import { createServer, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DispatcherEnv } from '../lambdas/dispatcher.ts';
import { close, listen } from '../local/listen.ts';
import { anOperatorEventRecord } from './operator-events/builders.ts';
import { aContext } from './support/lambda.ts';

/** An unreachable address, reserved for documentation (RFC 5737). */
const ELSEWHERE = 'http://192.0.2.1';

let server: Server;
let url = '';
let actions: unknown[];

beforeEach(async () => {
  actions = [];
  server = createServer(async (request, response) => {
    await text(request);
    actions.push(request.headers['x-amz-target']);
    response.end('{"FailedEntryCount":0,"Entries":[{"EventId":"1"}]}');
  });
  url = await listen(server, 0, 'PORT');
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.resetModules();
  await close(server);
});

/** Dispatches one operator event to the bus, with these environment variables. */
async function dispatchWith(variables: Readonly<Record<string, string>>): Promise<unknown> {
  const environment = {
    OPERATOR_EVENT_OUTBOX_QUEUE_URL: `${ELSEWHERE}/outbox`,
    DEAD_LETTER_QUEUE_URL: `${ELSEWHERE}/dead-letters`,
    DEPLOYMENT_ID: 'prod',
    EVENT_BUS: 'default',
    EVENTBRIDGE_URL: ELSEWHERE,
    WEBHOOK_URL: '',
    WEBHOOK_SECRET_ARN: '',
    OPERATOR_EVENTS_QUEUE_URL: '',
  } satisfies DispatcherEnv;
  const credentials = { AWS_ACCESS_KEY_ID: 'function', AWS_SECRET_ACCESS_KEY: 'function' };
  const all = { ...environment, ...credentials, AWS_REGION: 'us-east-1', ...variables };
  for (const [name, value] of Object.entries(all)) vi.stubEnv(name, value);
  const { handler } = await import('../lambdas/dispatcher.ts');
  return handler({ Records: [anOperatorEventRecord()] }, aContext());
}

test('calls EventBridge at the endpoint of the stack', async () => {
  expect(await dispatchWith({ EVENTBRIDGE_URL: url })).toEqual({ batchItemFailures: [] });
  expect(actions).toEqual(['AWSEvents.PutEvents']);
});

test('calls EventBridge on an emulator when AWS_ENDPOINT_URL names it', async () => {
  expect(await dispatchWith({ AWS_ENDPOINT_URL: url })).toEqual({ batchItemFailures: [] });
  expect(actions).toEqual(['AWSEvents.PutEvents']);
});

test('prefers AWS_ENDPOINT_URL_EVENTBRIDGE over AWS_ENDPOINT_URL', async () => {
  await dispatchWith({ AWS_ENDPOINT_URL: ELSEWHERE, AWS_ENDPOINT_URL_EVENTBRIDGE: url });
  expect(actions).toEqual(['AWSEvents.PutEvents']);
});
