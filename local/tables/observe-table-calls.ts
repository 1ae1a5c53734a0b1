import type { Server } from 'node:http';
import { type ApiCall, accessesIn } from '../access/api-calls.ts';
import { credentialOf } from '../access/credential.ts';

/** Calls `onCall` with each signed call of DynamoDB that needs other permissions than all calls before it. */
export const observeTableCalls = (server: Server, onCall: (call: ApiCall) => void): void => {
  const known = new Set<string>();
  server.prependListener('request', (request) => {
    const { accessKeyId, sessionToken } = credentialOf(request.headers) ?? {};
    // Only sessions of roles have tokens.
    if (accessKeyId === undefined || sessionToken === undefined) return;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const input: unknown = JSON.parse(Buffer.concat(chunks).toString());
      const needed = accessesIn(String(request.headers['x-amz-target']), input);
      const signature = JSON.stringify([accessKeyId, needed]);
      if (known.has(signature)) return;
      known.add(signature);
      onCall({ accessKeyId, sessionToken, needed });
    });
  });
};
