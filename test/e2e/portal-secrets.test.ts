import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { FREE_PORTS } from '../../local/local-stack-options.ts';
import { startLocalStack } from '../../local/start.ts';
import { eventually, waybill } from '../support/waybill.ts';

test('no link or token of the portal is in a log line', async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), 'waybill-portal-'));
  onTestFinished(() => rm(dataFolder, { recursive: true, force: true }));
  const lines: string[] = [];
  const stack = await startLocalStack({
    ...FREE_PORTS,
    apiKey: 'portal-secrets',
    buckets: [],
    dataFolder,
    context: { logLevel: 'debug' },
    log: (source, line) => lines.push(`${source} ${line}`),
  });
  onTestFinished(() => stack.stop());
  const { api } = waybill(stack);
  await api('PUT', '/tenants/secrets');
  const { body } = await api('GET', '/tenants/secrets/portal');
  const link = new URLSearchParams(new URL(body.redirect_url).hash.slice(1)).get('link') ?? '';
  const session = await api('POST', '/portal/sessions', { link });
  const { token } = session.body;
  await api('GET', '/tenants/secrets', undefined, token);
  await api('DELETE', '/tenants/secrets', undefined, token);
  await api('GET', '/tenants/secrets', undefined, link);
  await api('DELETE', '/tenants/secrets/tokens');
  expect(await api('POST', '/portal/sessions', { link })).toMatchObject({ status: 401 });
  expect(await api('GET', '/tenants/secrets', undefined, token)).toMatchObject({ status: 401 });

  await eventually(async () => lines.some((line) => line.includes('/portal/sessions')));
  for (const secret of [link, token].map((jwt) => jwt.split('.')[2])) {
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(lines.filter((line) => line.includes(secret))).toEqual([]);
  }
});
