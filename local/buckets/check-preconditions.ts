import type { buildApp } from 'fauxqs';
import * as z from 'zod';
import { s3ErrorXml } from './s3-error-xml.ts';

const Route = z.object({ bucket: z.string(), '*': z.string().min(1) });

const FAILED = {
  code: 'PreconditionFailed',
  message: 'At least one of the pre-conditions you specified did not hold',
};

/**
 * Lets fauxqs refuse to replace an object when the request forbids it, as S3 does. It ignores
 * `If-None-Match`.
 */
export const checkPreconditions = (
  app: ReturnType<typeof buildApp>,
  hasObject: (bucket: string, key: string) => boolean,
): void => {
  app.addHook('preHandler', async ({ method, headers, url, params }, reply) => {
    if (method !== 'PUT' || headers['if-none-match'] !== '*') return;
    const { data: route } = Route.safeParse(params);
    if (route === undefined || !hasObject(route.bucket, route['*'])) return;
    reply.code(412).header('content-type', 'application/xml');
    return reply.send(s3ErrorXml(FAILED, url));
  });
};
