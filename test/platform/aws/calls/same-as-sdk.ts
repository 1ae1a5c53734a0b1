import { hash } from 'node:crypto';
import type { Agent as SecureAgent } from 'node:https';
import type { Sent, Wire } from './wire.ts';

/** Headers on which AWS does not act, or that differ from call to call. */
const IGNORED = new Set([
  'accept',
  'amz-sdk-invocation-id',
  'amz-sdk-request',
  'authorization',
  'connection',
  'content-length',
  'user-agent',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-user-agent',
]);

/**
 * What AWS acts on: everything but {@link IGNORED}, the scope of the signature, and whether the body's
 * hash is right. The members of a JSON body may have another order.
 */
function essence({ method, url, headers, body }: Sent) {
  const isHashRight = headers['x-amz-content-sha256'] === hash('sha256', body);
  const scope = /Credential=([^,]*)/.exec(headers.authorization ?? '')?.[1];
  const text = body.toString();
  const isJson = headers['content-type']?.startsWith('application/x-amz-json');
  return {
    method,
    url,
    scope,
    isHashRight,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !IGNORED.has(name))),
    body: isJson ? JSON.parse(text) : text,
  };
}

/** The essences of the requests that `call` sends. */
export async function sentBy(wire: Wire, call: () => Promise<unknown>) {
  const before = wire.sent.length;
  await call();
  return wire.sent.slice(before).map(essence);
}

/** Leads the SDK's HTTP handler to the wire. */
export const sdkConfig = ({ agents }: Wire) => ({
  requestHandler: { httpAgent: agents['http:'], httpsAgent: agents['https:'] as SecureAgent },
});
