import type { buildApp } from 'fauxqs';
import * as z from 'zod';
import type { LocalBucket } from '../buckets/local-bucket.ts';
import { s3ErrorXml } from '../buckets/s3-error-xml.ts';
import { refusalOf } from './check-object-request.ts';
import type { Identities } from './identities.ts';

const Route = z.object({ bucket: z.string(), '*': z.string().default('') });
const Query = z.record(z.string(), z.unknown());

/**
 * Lets fauxqs check requests to its buckets as S3 does.
 *
 * @param find the bucket with a name; undefined if it does not exist
 */
export const checkRequests = (
  app: ReturnType<typeof buildApp>,
  identities: Identities,
  find: (name: string) => LocalBucket | undefined,
): void => {
  app.addHook('onRequest', async ({ method, headers, query, params }, reply) => {
    // Other paths are those of queues.
    const { data: route } = Route.safeParse(params);
    if (route === undefined) return;
    const bucket = find(route.bucket);
    const request = { method, headers, query: Query.parse(query), ...objectOf(route) };
    const refusal = refusalOf({ identities, request, bucket });
    const isBucketHead = method === 'HEAD' && request.key === '';
    if (bucket && (refusal || isBucketHead)) reply.header('x-amz-bucket-region', bucket.region);
    if (refusal === undefined) return;
    reply.code(refusal.status).header('content-type', 'application/xml');
    return reply.send(
      method === 'HEAD' ? '' : s3ErrorXml(refusal, `/${request.bucket}/${request.key}`),
    );
  });
};

const objectOf = ({ bucket, '*': key }: z.infer<typeof Route>) => ({ bucket, key });
