import { Agent, type AgentOptions, createServer, type RequestListener } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { httpExchange, type Limits } from '../../../lambdas/platform/http/http-exchange.ts';
import { close, listen } from '../../../local/listen.ts';

const LIMITS: Limits = { connect: 150, response: 5_000, idle: 5_000, total: 10_000 };

/** Starts a server, and returns a function that calls it over at most one connection. */
async function overOneConnection(serve: RequestListener, options: AgentOptions = {}) {
  const server = createServer(serve);
  const { hostname, port } = new URL(await listen(server, 0, ''));
  const agent = new Agent({ keepAlive: true, maxSockets: 1, ...options });
  onTestFinished(async () => {
    agent.destroy();
    await close(server);
  });
  const call = { protocol: 'http:', host: hostname, port, method: 'GET', path: '/', agent };
  return () => httpExchange({ ...call, headers: {}, body: undefined }, LIMITS);
}

test('a request that gets the connection of another does not wait for it to connect', async () => {
  const call = await overOneConnection(async (_, response) => {
    await sleep(300);
    response.end('ok');
  });
  const answers = await Promise.all([call(), call(), call()]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
});

test('many requests over one connection leave no listener behind', async () => {
  const warnings: string[] = [];
  const warn = ({ name }: Error) => void warnings.push(name);
  process.on('warning', warn);
  onTestFinished(() => void process.off('warning', warn));
  const call = await overOneConnection((_, response) => response.end('ok'));
  await Promise.all(Array.from({ length: 30 }, call));
  await sleep(10);
  expect(warnings).toEqual([]);
});

test('a store that closes idle connections soon has the whole idle limit to respond', async () => {
  const call = await overOneConnection(
    async (_, response) => {
      await sleep(300);
      response.setHeader('keep-alive', 'timeout=1').end('ok');
    },
    // An idle connection is then closed after 100 ms.
    { timeout: LIMITS.idle, agentKeepAliveTimeoutBuffer: 900 },
  );
  await call();
  await sleep(10);
  expect(await call()).toMatchObject({ status: 200 });
});

test('a request whose shared connection was lost is sent once more', async () => {
  let requests = 0;
  const call = await overOneConnection((request, response) => {
    requests += 1;
    if (requests === 2) request.socket.destroy();
    else response.end('ok');
  });
  const answers = await Promise.all([call(), call()]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(requests).toBe(3);
});
