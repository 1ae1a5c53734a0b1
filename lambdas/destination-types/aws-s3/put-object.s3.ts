import type { PutObjectInput } from '../../platform/aws/calls/object-request.s3.ts';
import type { DeliveryResult, DestinationTarget, WriterSettings } from '../destination-type.ts';
import { EndpointError, endpointError } from './endpoint.ts';
import type { StoreClient } from './store-client.s3.ts';
import { StoreRefusal } from './store-refusal.ts';
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

/** Whether a put failed because its key already has an object, which it must not replace. */
export const isAlreadyExisting = (error: unknown, { IfNoneMatch }: PutObjectInput): boolean =>
  IfNoneMatch !== undefined && error instanceof StoreRefusal && error.status === 412;

/** The result of a put whose object an earlier attempt, whose response was lost, has stored. */
export const alreadyDelivered = ({ Bucket: bucket, Key: key }: PutObjectInput): DeliveryResult => ({
  kind: 'delivered',
  code: 'ALREADY_EXISTS',
  response: { bucket, key },
});

/**
 * Puts an object. Returns the store's response as a delivery result, with its latency.
 *
 * @param ifExists the result if the key already has an object, which the put must not replace
 * @throws EndpointError before a request is sent, so that there is no latency
 */
export const timedPut = async (
  client: StoreClient,
  object: PutObjectInput,
  ifExists: DeliveryResult,
  now: () => Date,
  signal: AbortSignal,
): Promise<DeliveryResult> => {
  const startedAt = now().getTime();
  const result = await sendPut(client, object, signal).catch((error: unknown) => {
    if (error instanceof EndpointError) throw error;
    return isAlreadyExisting(error, object) ? ifExists : resultFromException(error);
  });
  return { ...result, latency_ms: Math.max(0, now().getTime() - startedAt) };
};

const sendPut = async (
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
