import { parentPort, workerData } from 'node:worker_threads';
import { LocalStackError } from '../local-stack-error.ts';
import { startDynamoDb } from './dynamodb-server.ts';
import type { Stop, WorkerReport } from './dynamodb-thread.ts';

/** The program of the DynamoDB worker thread. Its `workerData` is the port. */
const report = (message: WorkerReport): void => parentPort?.postMessage(message);

try {
  const { url, stop } = await startDynamoDb(workerData, (call) => report({ kind: 'called', call }));
  parentPort?.once('message', async (_stop: Stop) => {
    await stop();
    report({ kind: 'stopped' });
  });
  report({ kind: 'ready', url });
} catch (error) {
  if (!(error instanceof LocalStackError)) throw error;
  report({ kind: 'failed', message: error.message });
}
