import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import dynalite from 'dynalite';
import type { ApiCall } from '../access/api-calls.ts';
import { close, listen } from '../listen.ts';
import type { Server } from '../server.ts';
import { executeStatements } from './execute-statements.ts';
import { observeTableCalls } from './observe-table-calls.ts';
import { patchExpressions } from './patch-expressions.ts';
import { patchStore } from './patch-store.ts';

const POLL_INTERVAL_MS = 5;

/**
 * A local DynamoDB; its tables are in memory.
 *
 * @param onCall is called for calls of functions, once for each set of permissions that a function needs
 */
export const startDynamoDb = async (
  port: number,
  onCall?: (call: ApiCall) => void,
): Promise<Server> => {
  patchStore();
  patchExpressions();
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  executeStatements(server);
  if (onCall) observeTableCalls(server, onCall);
  const requests = new Map<ServerResponse, IncomingMessage>();
  server.on('request', (request, response) => {
    requests.set(response, request);
    response.once('finish', () => requests.delete(response));
  });
  const url = await listen(server, port, 'LOCAL_DYNAMODB_PORT');
  return {
    url,
    stop: async () => {
      await allResponded(requests);
      await close(server);
    },
  };
};

/**
 * dynalite closes its tables while requests are in progress, whose callbacks then throw. Waits
 * until every request has a response, which a client that disconnected may never read.
 */
const allResponded = async (
  requests: ReadonlyMap<ServerResponse, IncomingMessage>,
): Promise<void> => {
  const isUnderWay = ([response, request]: [ServerResponse, IncomingMessage]) =>
    request.complete && !response.writableEnded;
  while ([...requests].some(isUnderWay)) await sleep(POLL_INTERVAL_MS);
};
