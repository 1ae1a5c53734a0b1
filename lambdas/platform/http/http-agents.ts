import type { Agent, AgentOptions } from 'node:http';

/**
 * Node's HTTP modules. An ES import of `node:http` takes about 40 ms of a cold start, because it reads
 * every export, and some of them load WebSocket and fetch.
 */
export const http = process.getBuiltinModule('node:http');
export const https = process.getBuiltinModule('node:https');

/**
 * The maximum number of connections to one store. A function instance has far fewer writes in
 * flight.
 */
const maxSockets = 100;

/**
 * Milliseconds after which an idle connection is closed. Most stores close idle connections
 * sooner.
 */
const idleTimeout = 15_000;

/**
 * The maximum number of idle connections per agent, over all hosts. Lambda limits a function to
 * 1,024 file descriptors, including sockets.
 */
const maxIdleSockets = 200;

/** Creates one keep-alive agent per protocol. */
export const httpAgents = (): Readonly<Record<string, Agent>> => {
  const options: AgentOptions = { keepAlive: true, maxSockets, timeout: idleTimeout };
  return {
    'http:': limitIdleSockets(new http.Agent(options)),
    'https:': limitIdleSockets(new https.Agent(options)),
  };
};

/**
 * Limits an agent's idle connections over all hosts: tenants may configure any number of stores,
 * but all of them share this function's sockets.
 */
const limitIdleSockets = (agent: Agent): Agent => {
  const keep = agent.keepSocketAlive.bind(agent);
  agent.keepSocketAlive = (socket) => countIdleSockets(agent) < maxIdleSockets && keep(socket);
  return agent;
};

const countIdleSockets = ({ freeSockets }: Agent): number =>
  Object.values(freeSockets).reduce((sum, sockets = []) => sum + sockets.length, 0);
