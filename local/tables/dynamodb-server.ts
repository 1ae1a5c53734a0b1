import dynalite from 'dynalite';
import { close, listen } from '../listening.ts';
import type { Server } from '../server.ts';

/** DynamoDB on one machine; its tables live in memory. */
export const startDynamoDb = async (port: number): Promise<Server> => {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  const url = await listen(server, port, 'LOCAL_DYNAMODB_PORT');
  return { url, stop: () => close(server) };
};
