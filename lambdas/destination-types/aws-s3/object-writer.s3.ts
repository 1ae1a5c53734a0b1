import type {
  DeliveryResult,
  DestinationTarget,
  WritableEvent,
  Writer,
  WriterSettings,
} from '../destination-type.ts';
import { bucketProbe } from './bucket-probe.s3.ts';
import { EndpointError, endpointError } from './endpoint.ts';
import { keyFor, type S3Object, s3Object } from './s3-object.ts';
import type { StoreClient } from './store-client.s3.ts';
import { type ClientFor, internet, storeClients } from './store-clients.s3.ts';
import { stepsOf } from './verification.ts';
import {
  endpointResult,
  keyTemplateResult,
  presentable,
  responseError,
  resultFromException,
} from './write-result.ts';

/**
 * Creates the writer of `aws_s3` destinations.
 *
 * @param now the clock. It dates requests, measures the store's latency, and dates the sample
 *   event for which a verification renders the key template.
 * @param reach @default 5 s to connect, 15 s for the response, 20 s in total
 */
export const objectWriter = (
  settings: WriterSettings,
  now: () => Date,
  reach = internet(),
): Writer => {
  const clientFor = storeClients(settings, reach, now);
  const probe = bucketProbe(clientFor, now);
  const put = putEvent(clientFor, now);
  return {
    write: (event, destination, signal) =>
      guarded(settings, destination, () => put(event, destination, signal)),
    verify: async (destination, signal) => {
      const result = await guarded(settings, destination, () => probe(destination, signal));
      return { result, steps: stepsOf(result) };
    },
  };
};

/** Checks the endpoint before `work` and converts exceptions into a delivery result. */
const guarded = async (
  settings: WriterSettings,
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

const putEvent =
  (clientFor: ClientFor, now: () => Date) =>
  async (
    event: WritableEvent,
    destination: DestinationTarget,
    signal: AbortSignal,
  ): Promise<DeliveryResult> => {
    const rendered = keyFor(event, destination);
    if ('error' in rendered) return keyTemplateResult(rendered.error, rendered.isOverBudget);
    const object = s3Object(event, destination, rendered.key);
    const client = clientFor(destination);
    const startedAt = now().getTime();
    const result = await sendPut(client, object, signal).catch(resultOfFailedPut);
    return { ...result, latency_ms: Math.max(0, now().getTime() - startedAt) };
  };

/**
 * Converts an error of a sent request into a result. Rethrows an EndpointError: such a request is
 * never sent and has no latency.
 */
const resultOfFailedPut = (error: unknown): DeliveryResult => {
  if (error instanceof EndpointError) throw error;
  return resultFromException(error);
};

const sendPut = async (
  client: StoreClient,
  object: S3Object,
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
