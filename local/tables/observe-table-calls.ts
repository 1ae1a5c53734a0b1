import type { IncomingMessage, Server } from 'node:http';
import { createRequire } from 'node:module';
import { type ApiCall, accessesIn } from '../access/api-calls.ts';
import { credentialOf } from '../access/credential.ts';

type CheckTypes = (input: unknown, types: unknown) => unknown;

const require = createRequire(import.meta.url);
const validations: { checkTypes: CheckTypes } = require('dynalite/validations');
const { checkTypes } = validations;

/** Observes the input of the request that dynalite handles in this turn. */
let observeInput: ((input: unknown) => void) | undefined;

/**
 * Calls `onCall` with each signed call of DynamoDB that differs from those before in what it needs. Each
 * body is parsed once, by dynalite: its check of types is the first to use the input (4.0.0: `index.js`).
 */
export const observeTableCalls = (server: Server, onCall: (call: ApiCall) => void): void => {
  validations.checkTypes = (input, types) => {
    observeInput?.(input);
    return checkTypes(input, types);
  };
  const observe = observer(onCall);
  // dynalite, whose listener is between these two, handles a request when it ends.
  server.prependListener('request', (request) => {
    request.on('end', () => {
      observeInput = (input) => observe(request, input);
    });
  });
  server.on('request', (request) => {
    request.on('end', () => {
      observeInput = undefined;
    });
  });
};

const observer = (onCall: (call: ApiCall) => void) => {
  const known = new Set<string>();
  return ({ headers }: IncomingMessage, input: unknown): void => {
    const { accessKeyId, sessionToken } = credentialOf(headers) ?? {};
    // Only sessions of roles have tokens.
    if (accessKeyId === undefined || sessionToken === undefined) return;
    const needed = accessesIn(String(headers['x-amz-target']), input);
    const signature = JSON.stringify([accessKeyId, needed]);
    if (known.has(signature)) return;
    known.add(signature);
    onCall({ accessKeyId, sessionToken, needed });
  };
};
