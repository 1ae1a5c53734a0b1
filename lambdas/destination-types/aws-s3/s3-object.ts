import { objectHeaders, type PutObjectInput } from '../../platform/aws/calls/object-request.s3.ts';
import type { ObjectTarget, Preview, WritableEvent, WriterSettings } from '../destination-type.ts';
import { isBatched } from './batches/format.ts';
import { type ObjectKey, objectKey } from './object-key.ts';
import { objectMetadata, templateMetadata } from './object-metadata.ts';
import { bodyText, metadataInBody } from './options/body.ts';
import { digestFor } from './options/checksum.ts';
import { bodyOf, contentOf, extensionOf } from './options/content.ts';
import { neverOverwrites } from './options/overwrite.ts';
import { lengthOfHeaders, putOptions } from './options/put-options.ts';

/** The settings of a stage that an object depends on. */
export type BodySettings = Pick<WriterSettings, 'cloudEventsSource'>;

/**
 * Renders the key of an event's object in `destination`. The event may have been published before the
 * destination received batches: the key template then is for batches.
 */
export const keyFor = (
  event: WritableEvent,
  { config, delivery_metadata }: ObjectTarget,
): ObjectKey =>
  objectKey(
    {
      template: isBatched(config) ? undefined : config.key_template,
      prefix: config.prefix,
      extension: extensionOf(config),
    },
    event,
    () => templateMetadata(event, delivery_metadata),
  );

/**
 * Builds the object for `event` in `destination` under `key`. The body contains the published JSON,
 * byte for byte, and is compressed if the config says so.
 */
export const s3Object = async (
  event: WritableEvent,
  destination: ObjectTarget,
  key: string,
  { cloudEventsSource }: BodySettings,
): Promise<PutObjectInput> => {
  const { config, delivery_metadata } = destination;
  const metadata = objectMetadata(event, delivery_metadata, {
    otherBytes: lengthOfHeaders(destination),
    inBody: metadataInBody(event, config),
  });
  const body = await bodyOf(bodyText(event, config, cloudEventsSource), config);
  return {
    Bucket: config.bucket ?? '',
    Key: key,
    Body: body,
    ...contentOf(config),
    Metadata: metadata,
    ...putOptions(config),
    ...(neverOverwrites(config) && { IfNoneMatch: '*' }),
    ...(await digestFor(body, config)),
  };
};

/** Returns what a PutObject of the event would send. The body is shown before its compression. */
export async function preview(
  event: WritableEvent,
  destination: ObjectTarget,
  settings: BodySettings,
): Promise<Preview> {
  const rendered = keyFor(event, destination);
  if ('error' in rendered) return { error: rendered.error };
  const object = await s3Object(event, destination, rendered.key, settings);
  return {
    location: object.Key,
    headers: objectHeaders(object),
    metadata: object.Metadata ?? {},
    body: bodyText(event, destination.config, settings.cloudEventsSource),
    bytes: object.Body.length,
  };
}
