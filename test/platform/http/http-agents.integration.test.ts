import { once } from 'node:events';
import { createServer, get } from 'node:http';
import { expect, it } from 'vitest';
import { httpAgents } from '../../../lambdas/platform/http/http-agents.ts';

it('idle connections are kept, up to a limit over all hosts', async () => {
  const server = createServer((_request, response) => response.end()).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const agent = httpAgents()['http:'];
  for (let store = 0; store < 220; store += 1) {
    const request = get({
      host: `store-${store}.example.com`,
      port,
      agent,
      lookup: (_name, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }]),
    });
    const [response] = await once(request, 'response');
    response.resume();
    await once(request, 'close');
  }
  expect(Object.keys(agent?.freeSockets ?? {})).toHaveLength(200);
  expect(agent?.freeSockets).toHaveProperty([`store-0.example.com:${port}:`]);
  agent?.destroy();
  server.close();
});
