/**
 * The program of a function's process: loads the bundle's handler and answers invocations. It runs
 * with the function's own environment and, as on Lambda, imports only Node's built-in modules. It is
 * JavaScript because loading Node's type stripping would take a third of each start.
 *
 * @typedef {import('./messages.ts').Invocation} Invocation
 * @typedef {import('./messages.ts').Report} Report
 * @typedef {(event: unknown, context: Partial<import('aws-lambda').Context>) => unknown} Handler
 */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// Ctrl-C signals the whole process group; the local stack decides when its functions stop.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit());

/** @type {(message: Report) => void} */
const report = (message) => {
  process.send?.(message);
};

/** @type {(folder: string, name: string) => Promise<Handler>} */
const handlerOf = async (folder, name) => {
  const dot = name.lastIndexOf('.');
  const module = await import(await moduleUrl(join(folder, name.slice(0, dot))));
  const exported = name.slice(dot + 1);
  const handler = Object.hasOwn(module, exported) ? module[exported] : undefined;
  if (typeof handler !== 'function') throw new Error(`${name} is not a function`);
  return async (event, context) => handler(event, context);
};

/** @type {(path: string) => Promise<string>} */
const moduleUrl = async (path) => {
  for (const extension of ['.mjs', '.js', '.cjs']) {
    const exists = await access(path + extension).then(
      () => true,
      () => false,
    );
    if (exists) return pathToFileURL(path + extension).href;
  }
  throw new Error(`there is no module ${path}`);
};

/** @type {(invocation: Invocation) => Partial<import('aws-lambda').Context>} */
const contextOf = ({ requestId, deadline, functionArn }) => ({
  awsRequestId: requestId,
  callbackWaitsForEmptyEventLoop: true,
  functionName: process.env.AWS_LAMBDA_FUNCTION_NAME ?? '',
  functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION ?? '',
  invokedFunctionArn: functionArn,
  memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? '',
  logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME ?? '',
  logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME ?? '',
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
});

/** @type {(handler: Handler, invocation: Invocation) => Promise<void>} */
const answer = async (handler, invocation) => {
  try {
    const value = await handler(invocation.event, contextOf(invocation));
    report({ kind: 'returned', value: value ?? null });
  } catch (error) {
    report({ kind: 'threw', error: (error instanceof Error && error.stack) || String(error) });
  }
};

const [folder = '', name = ''] = process.argv.slice(2);
const handler = await handlerOf(folder, name);
process.on('message', (invocation) => answer(handler, invocation));
report({ kind: 'ready' });
