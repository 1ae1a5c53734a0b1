import { Agent, type AgentOptions } from 'node:http';
import { Agent as SecureAgent } from 'node:https';

/** Connections to one store. One function instance writes far fewer objects at once. */
const maxSockets = 100;

/** Milliseconds a connection is kept for later: most stores close theirs sooner. */
const idleTime = 15_000;

/** Connections kept for later, wherever they lead. Lambda gives a function 1,024 files and sockets. */
const mostIdle = 200;

/** Makes agents that keep connections for later, by protocol. */
export const httpAgents = (): Readonly<Record<string, Agent>> => {
  const options: AgentOptions = { keepAlive: true, maxSockets, timeout: idleTime };
  return {
    'http:': thrifty(new Agent(options)),
    'https:': thrifty(new SecureAgent(options)),
  };
};

/** Every tenant may name stores, as many as there are names; the connections to them are ours. */
const thrifty = (agent: Agent): Agent => {
  const keep = agent.keepSocketAlive.bind(agent);
  agent.keepSocketAlive = (socket) => idleIn(agent) < mostIdle && keep(socket);
  return agent;
};

const idleIn = ({ freeSockets }: Agent): number =>
  Object.values(freeSockets).reduce((sum, sockets = []) => sum + sockets.length, 0);
