import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { buildApp } from 'fauxqs';
import * as z from 'zod';
import { s3ErrorXml } from './s3-error-xml.ts';

const Route = z.object({ bucket: z.string() });

type Digest = (body: Buffer) => Buffer;

const hash =
  (algorithm: string): Digest =>
  (body) =>
    createHash(algorithm).update(body).digest();

const crc32Digest: Digest = (body) => {
  const digest = Buffer.alloc(4);
  digest.writeUInt32BE(crc32(body));
  return digest;
};

/** The headers that S3 compares with the body, as far as Node.js has the algorithm. */
const DIGESTS = new Map<string, Digest>([
  ['content-md5', hash('md5')],
  ['x-amz-checksum-crc32', crc32Digest],
  ['x-amz-checksum-sha1', hash('sha1')],
  ['x-amz-checksum-sha256', hash('sha256')],
]);

/**
 * Lets fauxqs refuse an object whose digest is wrong, as S3 does; it ignores digests. A verification of a
 * destination relies on that: it puts an object with a wrong one, and leaves nothing behind. Other errors,
 * such as a missing bucket, take precedence.
 */
export const checkDigests = (
  app: ReturnType<typeof buildApp>,
  hasBucket: (name: string) => boolean,
): void => {
  app.addHook('preHandler', async ({ method, headers, body, url, params }, reply) => {
    // The body of a chunked upload contains signatures, and its checksum follows it.
    const isChunked = String(headers['content-encoding']).includes('aws-chunked');
    if (method !== 'PUT' || !Buffer.isBuffer(body) || isChunked) return;
    const { data: route } = Route.safeParse(params);
    if (route === undefined || !hasBucket(route.bucket)) return;
    const wrong = Object.entries(headers).find(([name, value]) => {
      const digest = DIGESTS.get(name);
      return digest !== undefined && digest(body).toString('base64') !== value;
    });
    if (wrong === undefined) return;
    const message = `The ${wrong[0]} you specified did not match what we received.`;
    reply.code(400).header('content-type', 'application/xml');
    return reply.send(s3ErrorXml({ code: 'BadDigest', message }, url));
  });
};
