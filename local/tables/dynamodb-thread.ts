import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ApiCall } from '../access/api-calls.ts';
import { LocalStackError } from '../local-stack-error.ts';
import type { Server } from '../server.ts';

const WORKER_PROGRAM = new URL('dynamodb-worker.ts', import.meta.url);

/** A message from the worker thread. */
export type WorkerReport =
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'failed'; readonly message: string }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'called'; readonly call: ApiCall };

/** The message that stops the server in the worker thread. */
export type Stop = 'stop';

/**
 * Starts the local DynamoDB in a separate thread. It is the busiest of the local stack's servers; in the
 * main thread, a large request to it would delay SQS, S3 and the HTTP API.
 *
 * @param onCall is called for calls of functions, once for each set of permissions that a function needs
 * @throws LocalStackError when the port is in use
 */
export const startDynamoDbThread = async (
  port: number,
  onCall: (call: ApiCall) => void = () => {},
): Promise<Server> => {
  const worker = new Worker(WORKER_PROGRAM, { workerData: port });
  worker.on('message', (report: WorkerReport) =>
    report.kind === 'called' ? onCall(report.call) : worker.emit('report', report),
  );
  const report = async (): Promise<WorkerReport> => (await once(worker, 'report'))[0];
  const first = await report();
  if (first.kind !== 'ready') {
    await worker.terminate();
    throw new LocalStackError(first.kind === 'failed' ? first.message : 'DynamoDB did not start');
  }
  return {
    url: first.url,
    stop: async () => {
      const stopped = report();
      worker.postMessage('stop' satisfies Stop);
      await stopped;
      await worker.terminate();
    },
  };
};
