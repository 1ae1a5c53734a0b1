import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { connect } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A request as it arrived. */
export interface Sent {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Answers a request. */
export type Reply = (response: ServerResponse, sent: Sent) => void;

/** A server to which all hosts lead. */
export interface Wire {
  readonly url: string;
  readonly sent: Sent[];
  /** Keep-alive agents that connect any host to the server, without TLS. */
  readonly agents: Readonly<Record<'http:' | 'https:', Agent>>;
  /** The replies to the next requests; then the default again. */
  replyNext(...replies: Reply[]): void;
  stop(): void;
}

/** Starts a server that answers with `reply` by default. */
export async function startWire(reply: Reply): Promise<Wire> {
  const sent: Sent[] = [];
  const next: Reply[] = [];
  const server = createServer(async (request, response) => {
    const received = await read(request).catch(() => undefined);
    if (!received) return;
    sent.push(received);
    (next.shift() ?? reply)(response, received);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const agents = { 'http:': agentTo(port, 'http:'), 'https:': agentTo(port, 'https:') };
  return {
    url: `http://127.0.0.1:${port}`,
    sent,
    agents,
    replyNext: (...replies) => next.push(...replies),
    stop: () => {
      for (const agent of Object.values(agents)) agent.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

const read = async (request: IncomingMessage): Promise<Sent> => ({
  method: request.method ?? '',
  url: request.url ?? '',
  headers: request.headers,
  body: await buffer(request),
});

function agentTo(port: number, protocol: string): Agent {
  const agent = new Agent({ keepAlive: true });
  agent.createConnection = () => connect(port, '127.0.0.1');
  return Object.assign(agent, { protocol, defaultPort: protocol === 'https:' ? 443 : 80 });
}

/** Answers with a body. */
export const answers =
  (status: number, body: string, headers: Record<string, string | number> = {}): Reply =>
  (response) => {
    response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers });
    response.end(body);
  };

/** Answers with an AWS JSON error. */
export const fails = (status: number, code: string, headers = {}): Reply =>
  answers(status, JSON.stringify({ __type: `com.amazonaws.any#${code}`, message: code }), headers);

/** Closes the connection without an answer. */
export const resets: Reply = (response) => response.socket?.destroy();

/** Closes the connection in the middle of the answer. */
export const breaksOff: Reply = (response) => {
  response.writeHead(200, { 'content-length': 100 }).write('{"half":');
  setTimeout(() => response.socket?.destroy(), 20);
};
