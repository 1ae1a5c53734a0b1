import type { IncomingMessage } from 'node:http';

/**
 * The body of a message. Events cost a fraction of what the consumers of `node:stream` do.
 *
 * @throws Error when the connection is closed before its end
 */
export function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const chunks: Buffer[] = [];
  message.on('data', (chunk: Buffer) => chunks.push(chunk));
  message.on('end', () => resolve(Buffer.concat(chunks)));
  message.on('error', reject);
  return promise;
}
