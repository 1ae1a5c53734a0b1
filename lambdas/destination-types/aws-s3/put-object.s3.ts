import type { PutObjectInput } from '../../platform/aws/calls/object-request.s3.ts';
import type { DeliveryResult, DestinationTarget, WriterSettings } from '../destination-type.ts';
import { EndpointError, endpointError } from './endpoint.ts';
import type { StoreClient } from './store-client.s3.ts';
import { endpointResult, presentable, responseError, resultFromException } from './write-result.ts';

/** Checks the endpoint before `work` and converts exceptions into a delivery result. */
export const guardedBy =
  (settings: WriterSettings) =>
  async (
    { config, credentials }: DestinationTarget,
    work: () => Promise<DeliveryResult>,
  ): Promise<DeliveryResult> => {
    // The endpoint was checked when the destination was saved, but the stage's settings may have
    // changed since.
    const error = config.endpoint ? endpointError(config.endpoint, settings) : undefined;
    if (error !== undefined) return endpointResult(error);
    const result = await work().catch(resultFromException);
    return presentable(result, Object.values(credentials));
  };

/**
 * Converts an error of a sent request into a result. Rethrows an EndpointError: such a request is
 * never sent and has no latency.
 */
export const resultOfFailedPut = (error: unknown): DeliveryResult => {
  if (error instanceof EndpointError) throw error;
  return resultFromException(error);
};

/** Puts an object. Returns the store's response as a delivery result. */
export const sendPut = async (
  client: StoreClient,
  object: PutObjectInput,
  signal: AbortSignal,
): Promise<DeliveryResult> => {
  const { etag, versionId } = await client.putObject(object, signal);
  const error = responseError(etag);
  if (error !== undefined) return error;
  const { Bucket: bucket, Key: key, Body: body } = object;
  return {
    kind: 'delivered',
    code: 'OK',
    response: {
      bucket,
      key,
      etag: etag?.replaceAll('"', '') ?? '',
      ...(versionId ? { version_id: versionId } : {}),
      bytes: body.length,
    },
  };
};
