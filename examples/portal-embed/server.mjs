/**
 * A page of a platform that shows the portal of its customer in a frame, and renews its session.
 *
 * Run: WAYBILL_URL=http://localhost:3333 API_KEY=waybill-local node examples/portal-embed/server.mjs
 */
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';

const {
  WAYBILL_URL = 'http://localhost:3333',
  API_KEY = 'waybill-local',
  TENANT = 'acme',
  PORT = '8080',
} = process.env;

/** The customer of the user who is signed in. A platform reads it from its own session. */
const tenantOf = () => TENANT;

/** Asks Waybill for a URL that opens the portal. The API key stays on the server. */
const portalUrl = async (tenant) => {
  const path = `/api/v1/tenants/${encodeURIComponent(tenant)}/portal`;
  const response = await fetch(WAYBILL_URL + path, {
    headers: { authorization: `Bearer ${API_KEY}` },
  });
  if (!response.ok) throw new Error(`GET ${path} was answered ${response.status}`);
  return (await response.json()).redirect_url;
};

const page = await readFile(new URL('page.html', import.meta.url));

const answers = {
  'GET /': () => ({ type: 'text/html; charset=utf-8', body: page }),
  'POST /portal-url': async (request) => ({
    type: 'application/json',
    body: JSON.stringify({ redirect_url: await portalUrl(tenantOf(request)) }),
  }),
};

const server = createServer(async (request, response) => {
  const call = `${request.method} ${request.url}`;
  if (!Object.hasOwn(answers, call)) return response.writeHead(404).end();
  try {
    const { type, body } = await answers[call](request);
    response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
  } catch (error) {
    console.error(error.message);
    response.writeHead(502).end();
  }
});

server.listen(Number(PORT), '127.0.0.1', () => {
  console.log(`open http://localhost:${server.address().port}/`);
});
