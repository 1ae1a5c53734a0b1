import { setImmediate } from 'node:timers/promises';
import dynalite from 'dynalite';
import type { ServiceRequest, ServiceResponse } from '../../local/direct-response.ts';
import { close } from '../../local/listen.ts';
import type { Server } from '../../local/server.ts';
import { callDynalite } from '../../local/tables/call-dynalite.ts';
import { executeStatements } from '../../local/tables/execute-statements.ts';
import { patchExpressions } from '../../local/tables/patch-expressions.ts';
import { patchStore } from '../../local/tables/patch-store.ts';
import { takeRequests } from './take-requests.ts';

/** An embedded DynamoDB that is called without a connection. The functions call its URL. */
export interface Database extends Server {
  /** Sends requests of the SDK's clients. */
  readonly requestHandler: { handle(request: SdkRequest): Promise<{ response: SdkResponse }> };
  ask(request: ServiceRequest): Promise<ServiceResponse>;
  /**
   * Carries out an operation without a client.
   *
   * @returns the body of the response
   * @throws Error when DynamoDB rejects the request
   */
  call(operation: string, body: string): Promise<string>;
}

/** The headers without which a request is rejected; the signature is not verified. */
const HEADERS = {
  'content-type': 'application/x-amz-json-1.0',
  authorization: 'AWS4-HMAC-SHA256 Credential=harness, SignedHeaders=host, Signature=none',
  'x-amz-date': '20261122T100000Z',
};

/** Starts an embedded DynamoDB. */
export async function startDatabase(): Promise<Database> {
  patchStore();
  patchExpressions();
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  executeStatements(server);
  const handle = (...received: readonly object[]) => server.emit('request', ...received);
  const ask = (request: ServiceRequest) => callDynalite(handle, request);
  const { url, release } = takeRequests(withYield(ask));
  return {
    ...{ url, ask, requestHandler: handlerOf(withYield(ask)) },
    call: async (operation, text) => {
      const headers = { ...HEADERS, 'x-amz-target': `DynamoDB_20120810.${operation}` };
      const request = { method: 'POST', path: '/', headers, body: Buffer.from(text) };
      const { status, body } = await ask(request);
      if (status !== 200) throw new Error(`${operation}: ${body}`);
      return body.toString();
    },
    stop: async () => {
      release();
      await close(server);
    },
  };
}

/** Lets other work run between a request and its response, as with a connection. */
const withYield =
  (ask: Database['ask']): Database['ask'] =>
  async (request) => {
    const answer = await ask(request);
    await setImmediate();
    return answer;
  };

/** The part of the SDK's requests that this service needs. */
interface SdkRequest extends Omit<ServiceRequest, 'body'> {
  readonly body: string | Uint8Array;
}

interface SdkResponse extends Omit<ServiceResponse, 'status'> {
  readonly statusCode: number;
}

const handlerOf = (ask: Database['ask']): Database['requestHandler'] => ({
  handle: async ({ method, path, headers, body: sent }) => {
    const body = typeof sent === 'string' ? Buffer.from(sent) : Buffer.copyBytesFrom(sent);
    const { status, ...rest } = await ask({ method, path, headers, body });
    return { response: { ...rest, statusCode: status } };
  },
});
