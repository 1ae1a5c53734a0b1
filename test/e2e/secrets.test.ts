import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { TOKEN_PREFIX } from '../../local/access/sessions.ts';
import type { LocalStack } from '../../local/local-stack.ts';
import { TEST_CREDENTIALS } from '../../local/test-credentials.ts';
import { CUSTOMER_BUCKET } from '../support/local-stack.ts';
import { startOwnStack } from '../support/own-stack.ts';
import { putRole, roleArn, roleDemanding } from '../support/roles.ts';
import { ACCESS_KEY, eventually, waybill } from '../support/waybill.ts';

/** The secret of a customer's access key. */
const MARKER = 'Marker/Secret+Of/A/Customers/Access/Key0';

/** What no log line, response, item or object may contain. */
const SECRETS = [MARKER, TOKEN_PREFIX, /ASIA[A-Z2-7]{16}/];

const role_arn = roleArn('export');

/** A separate local stack, which keeps its log lines. */
let stack: LocalStack;
let dataFolder = '';
let rolesFolder = '';
const lines: string[] = [];
beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'waybill-secrets-'));
  rolesFolder = await mkdtemp(join(tmpdir(), 'waybill-roles-'));
  stack = await startOwnStack({
    apiKey: 'secrets',
    buckets: [CUSTOMER_BUCKET],
    roles: rolesFolder,
    dataFolder,
    context: { logLevel: 'debug', retrySchedule: [1] },
    log: (source, line) => lines.push(`${source} ${line}`),
  });
});
afterAll(async () => {
  await stack.stop();
  for (const folder of [dataFolder, rolesFolder])
    await rm(folder, { recursive: true, force: true });
});

test('no key or session secret is in any output of a run', async () => {
  const { call, tenantWith } = waybill(stack);
  const answers: string[] = [];
  const api = async (method: string, path: string, body?: unknown) => {
    const answer = await call(method, `/api/v1${path}`, body);
    answers.push(answer.text);
    return answer.body;
  };
  const config = { bucket: CUSTOMER_BUCKET.name, region: 'us-east-1', prefix: 'in/' };
  const id = await tenantWith('secrets', {
    config,
    credentials: { key: ACCESS_KEY, secret: MARKER },
  });
  const path = `/tenants/secrets/destinations/${id}`;
  const publish = async () =>
    (await api('POST', '/publish', { tenant_id: 'secrets', topic: 'orders', data: {} })).id;
  const attempt = async (code: string) => {
    const event = await publish();
    await eventually(async () => {
      const { models } = await api('GET', `/attempts?event_id=${event}&include=response_data`);
      return models.some((one: { code: string }) => one.code === code);
    });
  };

  await attempt('OK');
  const { external_id } = await api('PATCH', path, { config: { role_arn }, credentials: {} });
  const given = roleDemanding(external_id);
  await api('POST', `${path}/test`, {});
  putRole(rolesFolder, role_arn, given);
  await api('POST', `${path}/test`, {});
  await attempt('OK');
  const Statement = [{ Effect: 'Allow', Action: 's3:GetObject', Resource: '*' }];
  const permissions = { Version: '2012-10-17', Statement };
  putRole(rolesFolder, role_arn, { ...given, permissions });
  await attempt('AccessDenied');
  await api('POST', `${path}/test`, {});
  await api('GET', path);

  const written = {
    answers,
    lines,
    items: await itemsAt(stack.dynamodbUrl),
    files: await filesIn(dataFolder),
  };
  for (const [place, texts] of Object.entries(written)) {
    expect(texts, place).not.toHaveLength(0);
    for (const secret of SECRETS) expect(texts.join('\n'), place).not.toMatch(secret);
  }
});

test('no link or token of the portal is in a log line', async () => {
  const { api } = waybill(stack);
  await api('PUT', '/tenants/portal-secrets');
  const { body } = await api('GET', '/tenants/portal-secrets/portal');
  const link = new URLSearchParams(new URL(body.redirect_url).hash.slice(1)).get('link') ?? '';
  const session = await api('POST', '/portal/sessions', { link });
  const { token } = session.body;
  await api('GET', '/tenants/portal-secrets', undefined, token);
  await api('DELETE', '/tenants/portal-secrets', undefined, token);
  await api('GET', '/tenants/portal-secrets', undefined, link);
  await api('DELETE', '/tenants/portal-secrets/tokens');
  expect(await api('POST', '/portal/sessions', { link })).toMatchObject({ status: 401 });
  expect(await api('GET', '/tenants/portal-secrets', undefined, token)).toMatchObject({
    status: 401,
  });

  await eventually(async () => lines.some((line) => line.includes('/portal/sessions')));
  for (const secret of [link, token].map((jwt) => jwt.split('.')[2])) {
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(lines.filter((line) => line.includes(secret))).toEqual([]);
  }
});

/** All items of all tables, as JSON. */
const itemsAt = async (endpoint: string): Promise<string[]> => {
  const dynamo = new DynamoDBClient({
    endpoint,
    region: 'us-east-1',
    credentials: TEST_CREDENTIALS,
  });
  onTestFinished(() => dynamo.destroy());
  const { TableNames = [] } = await dynamo.send(new ListTablesCommand({}));
  const scans = TableNames.map((TableName) => dynamo.send(new ScanCommand({ TableName })));
  return (await Promise.all(scans)).flatMap(({ Items = [] }) =>
    Items.map((item) => JSON.stringify(item)),
  );
};

const filesIn = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  return Promise.all(files.map((file) => readFile(join(file.parentPath, file.name), 'utf8')));
};
