import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';
import { waybill } from '../support/waybill.ts';

const { url, apiKey, api } = waybill();

/** The MCP server of Outpost's own SDK. */
const SERVER = join(
  dirname(createRequire(import.meta.url).resolve('@hookdeck/outpost-sdk/package.json')),
  'bin/mcp-server.js',
);

/** Starts the server. Returns what calls a method of it (JSON-RPC 2.0, one message per line). */
function startServer() {
  const options = ['--api-key', apiKey, '--server-url', `${url}/api/v1`, '--log-level', 'error'];
  const server = spawn(process.execPath, [SERVER, 'start', ...options], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    server.kill();
  });
  const answers = createInterface({ input: server.stdout })[Symbol.asyncIterator]();
  let id = 0;
  return async (method: string, params: object) => {
    id += 1;
    server.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`);
    const { value = '' } = await answers.next();
    return JSON.parse(value).result;
  };
}

test('the tool of Outpost’s own MCP server gets a URL of the portal, with a theme', async () => {
  const tenantId = 'mcp';
  await api('PUT', `/tenants/${tenantId}`);
  const call = startServer();
  await call('initialize', {
    protocolVersion: '2025-06-18',
    capabilities: {},
    clientInfo: { name: 'test', version: '1' },
  });
  const { content, isError } = await call('tools/call', {
    name: 'tenants-get-portal-url',
    arguments: { tenantId, theme: 'dark' },
  });
  expect(isError).toBeUndefined();
  const { redirectUrl, ...rest } = JSON.parse(content[0].text);
  expect(rest).toEqual({ tenantId });
  expect(redirectUrl).toMatch(/\/portal#link=[\w.-]+&theme=dark$/);
});

test.each(['', 'theme=light&source=cli'])(
  'a client may send the query "%s" for a URL of the portal',
  async (query) => {
    await api('PUT', '/tenants/mcp');
    const { status, body } = await api('GET', `/tenants/mcp/portal?${query}`);
    expect([status, body]).toMatchObject([200, { redirect_url: expect.any(String) }]);
  },
);
