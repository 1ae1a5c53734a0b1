import type { ServiceRequest, ServiceResponse } from '../../../local/direct-response.ts';
import { Refusal } from '../../support/strict-s3/refusal.ts';
import { s3Refusal } from './errors.ts';

const DONE: ServiceResponse = { status: 200, headers: { etag: '"etag"' }, body: Buffer.of() };

/**
 * A fake bucket: objects are put, read and deleted by path. Unlike the embedded S3 of other tests,
 * it can be emptied and filled between two runs.
 */
export function objectAnswer(
  objects: Map<string, Buffer>,
  { method, path: pathAndQuery, body }: ServiceRequest,
): ServiceResponse {
  const [path = ''] = pathAndQuery.split('?');
  if (method === 'PUT') objects.set(path, body);
  if (method === 'DELETE') objects.delete(path);
  if (method !== 'GET') return DONE;
  const found = objects.get(path);
  return found
    ? { ...DONE, body: found }
    : s3Refusal(new Refusal(404, 'NoSuchKey', 'The specified key does not exist.'));
}
