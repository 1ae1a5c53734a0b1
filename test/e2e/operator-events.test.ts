import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { CreateQueueCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { close, listen } from '../../local/listen.ts';
import type { LocalStack } from '../../local/local-stack.ts';
import { TEST_CREDENTIALS } from '../../local/test-credentials.ts';
import { startOwnStack } from '../support/own-stack.ts';
import { ACCESS_KEY, eventually, SECRET, waybill } from '../support/waybill.ts';

const MARKER = 'a-secret-of-the-tenant';

/** A separate local stack with all operator events on all sinks. */
let stack: LocalStack;
/** The lines of the event bus. */
const lines: string[] = [];
/** A request to the webhook, and whether it was accepted. */
interface Post {
  readonly body: string;
  readonly signature: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly isTaken: boolean;
}
const posts: Post[] = [];
/** The number of requests still to be rejected. */
let refusals = 1;
/** The customer's store's response to puts. */
let storeStatus = 500;

const receiver = createServer(async (request, response) => {
  const header = (name: string) => String(request.headers[name]);
  const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'];
  posts.push({
    body: await text(request),
    signature: header('x-outpost-signature'),
    headers: Object.fromEntries(names.map((name) => [name, header(name)])),
    isTaken: refusals === 0,
  });
  response.writeHead(refusals === 0 ? 204 : 503).end();
  refusals = Math.max(refusals - 1, 0);
});
const store = createServer(async (request, response) => {
  await text(request);
  response.writeHead(storeStatus, { etag: '"1"' }).end();
});
let storeUrl = '';

beforeAll(async () => {
  storeUrl = await listen(store, 0, 'PORT');
  const operatorEventsWebhook = `${await listen(receiver, 0, 'PORT')}/hook`;
  stack = await startOwnStack({
    apiKey: 'ops',
    buckets: ['ops-bucket'],
    scheduleSeconds: 1,
    context: {
      consecutiveFailureThreshold: 4,
      autoDisable: true,
      operatorEvents: '*',
      operatorEventsWebhook,
      operatorEventsQueueArn: 'arn:aws:sqs:us-east-1:000000000000:operators',
      retrySchedule: [],
    },
    log: (source, line) => {
      if (source === 'events') lines.push(line);
      else if (process.env.LOCAL_STACK_LOG !== undefined) console.log(source, line);
    },
  });
  await waybill(stack).sqs.send(new CreateQueueCommand({ QueueName: 'operators' }));
});
afterAll(async () => {
  await stack?.stop();
  await Promise.all([close(receiver), close(store)]);
});

/** The operator events of a tenant that the webhook accepted, each once. */
function eventsOf(tenant: string) {
  const events = posts
    .filter(({ isTaken }) => isTaken)
    .map(({ body }) => JSON.parse(body))
    .filter(({ tenant_id }) => tenant_id === tenant);
  return [...new Map(events.map((event) => [event.id, event])).values()];
}

/** Waits until the webhook has received all expected events of a tenant, in any order. */
const receivedEvents = (tenant: string, topics: readonly string[]) =>
  eventually(async () => {
    const events = eventsOf(tenant);
    return events.length >= topics.length && events;
  }).then((events) => {
    expect(events.map(({ topic }) => topic).sort()).toEqual([...topics].sort());
    return events;
  });

const tenantAt = (tenant: string, config: object) =>
  waybill(stack).tenantWith(tenant, {
    config: { bucket: 'ops-bucket', region: 'us-east-1', ...config },
  });

async function publish(tenant_id: string): Promise<string> {
  const { api } = waybill(stack);
  const event = { tenant_id, topic: 'orders', data: { marker: MARKER } };
  const { body } = await api('POST', '/publish', event);
  return body.id;
}

/** Publishes an event and waits for its delivery attempt. */
async function attempted(tenant: string): Promise<string> {
  const { api } = waybill(stack);
  const id = await publish(tenant);
  await eventually(async () => {
    const { body } = await api('GET', `/attempts?tenant_id=${tenant}&event_id=${id}`);
    return body.models.length > 0;
  });
  return id;
}

test('a tenant’s first destination is reported on the bus, the webhook and the queue', async () => {
  await tenantAt('subscriber', {});
  const [event] = await receivedEvents('subscriber', ['tenant.subscription.updated']);
  expect(event).toEqual({
    id: expect.stringMatching(/^ope_/),
    topic: 'tenant.subscription.updated',
    time: expect.any(String),
    deployment_id: 'local',
    tenant_id: 'subscriber',
    data: {
      tenant_id: 'subscriber',
      topics: ['orders'],
      previous_topics: [],
      destinations_count: 1,
      previous_destinations_count: 0,
    },
  });
  const body = JSON.stringify(event);
  // The sinks are independent of each other.
  await eventually(async () => lines.includes(`tenant.subscription.updated ${body}`));
  await eventually(async () => (await queuedEvents()).includes(body));
});

/** Receives events from the queue of operator events. */
async function queuedEvents() {
  const { Messages = [] } = await waybill(stack).sqs.send(
    new ReceiveMessageCommand({
      QueueUrl: stack.publishQueueUrl.replace(/[^/]+$/, 'operators'),
      MaxNumberOfMessages: 10,
      WaitTimeSeconds: 5,
    }),
  );
  return Messages.map(({ Body = '' }) => Body);
}

test('the rejecting webhook is retried and the bus is not', () => {
  const [first] = eventsOf('subscriber');
  const of = (texts: readonly string[]) => texts.filter((one) => one.includes(first.id));
  expect(of(posts.map(({ body }) => body))).toHaveLength(2);
  expect(of(lines)).toHaveLength(1);
});

test('every webhook request is signed with the stage’s secret', async () => {
  const secrets = new SecretsManagerClient({
    endpoint: stack.kmsUrl,
    region: 'us-east-1',
    credentials: TEST_CREDENTIALS,
  });
  const { SecretString = '' } = await secrets.send(
    new GetSecretValueCommand({ SecretId: 'waybill/local/operator-events-secret' }),
  );
  expect(SecretString).toHaveLength(48);
  const hmac = (message: string) =>
    createHmac('sha256', SecretString).update(message).digest('hex');
  for (const { body, signature, headers } of posts) {
    expect(signature).toBe(`v0=${hmac(body)}`);
    const event = new Webhook(SecretString).verify(body, headers);
    expect(event).toEqual(JSON.parse(body));
    expect(headers['webhook-id']).toBe(JSON.parse(body).id);
  }
});

test('a failing destination causes alerts and its disabling, and then a recovery', async () => {
  const { api } = waybill(stack);
  const tenant = 'failing';
  const id = await tenantAt(tenant, { endpoint: storeUrl });
  const path = `/tenants/${tenant}/destinations/${id}`;
  const failed = [];
  for (let times = 0; times < 4; times += 1) failed.push(await attempted(tenant));
  const events = await receivedEvents(tenant, [
    'tenant.subscription.updated',
    ...failed.map(() => 'attempt.failed'),
    'alert.attempt.exhausted_retries',
    'alert.destination.consecutive_failure',
    'alert.destination.consecutive_failure',
    'alert.destination.consecutive_failure',
    'alert.destination.disabled',
  ]);
  const rows = events.flatMap(({ data }) => data.consecutive_failures ?? []);
  expect(rows.map(({ threshold }) => threshold).sort((a, b) => a - b)).toEqual([50, 70, 100]);
  const disabled = events.find(({ topic }) => topic === 'alert.destination.disabled');
  const { body } = await api('GET', path);
  expect(body.disabled_at).toBe(disabled.data.disabled_at);
  expect(disabled.data).toMatchObject({
    destination: { id, tenant_id: tenant, config: { bucket: 'ops-bucket' } },
    reason: 'consecutive_failure',
    event: { id: failed[3], topic: 'orders' },
    attempt: { event_id: failed[3], status: 'failed' },
  });

  const waiting = await publish(tenant);
  storeStatus = 200;
  await api('PUT', `${path}/enable`);
  await eventually(async () => {
    const attempts = await api('GET', `/attempts?tenant_id=${tenant}&status=success`);
    return attempts.body.models.some(({ event_id }: { event_id: string }) => event_id === waiting);
  });
  const recovered = await eventually(async () =>
    eventsOf(tenant).find(({ topic }) => topic === 'alert.destination.recovered'),
  );
  expect(recovered.data).toMatchObject({ destination: { id, disabled_at: null } });
});

test('a blocked destination is reported with its cancelled delivery and its recovery', async () => {
  const { api, s3 } = waybill(stack);
  const tenant = 'refusing';
  const bucket = 'ops-refusing';
  const id = await tenantAt(tenant, { bucket });
  const path = `/tenants/${tenant}/destinations/${id}`;
  for (let times = 0; times < 3; times += 1) await attempted(tenant);
  await eventually(async () => (await api('GET', path)).body.blocked);
  const parked = await publish(tenant);
  await eventually(
    async () => (await api('GET', `/parked?tenant_id=${tenant}`)).body.models.length === 1,
  );
  await api('DELETE', `${path}/parked/${parked}`);
  await s3.send(new CreateBucketCommand({ Bucket: bucket }));
  expect((await api('POST', `${path}/test`)).body.status).toBe('verified');
  const events = await receivedEvents(tenant, [
    'tenant.subscription.updated',
    'attempt.failed',
    'attempt.failed',
    'attempt.failed',
    'alert.attempt.exhausted_retries',
    'alert.destination.consecutive_failure',
    'alert.destination.consecutive_failure',
    'alert.destination.blocked',
    'delivery.expired',
    'alert.destination.recovered',
  ]);
  const dataOf = (topic: string) => events.find((event) => event.topic === topic).data;
  expect(dataOf('alert.destination.blocked')).toMatchObject({
    destination: { id },
    blocked: { code: 'NoSuchBucket' },
  });
  expect(dataOf('delivery.expired')).toMatchObject({
    event: { id: parked },
    reason: 'cancelled',
    parked: { reason: 'blocked' },
  });
});

test('operator events contain no credentials and no event data', () => {
  const all = [...posts.map(({ body }) => body), ...lines].join('\n');
  expect(posts.length).toBeGreaterThan(8);
  for (const secret of [MARKER, SECRET, ACCESS_KEY]) expect(all).not.toContain(secret);
});
