import type { AwsContext } from '../../../platform/aws/calls/aws-context.ts';
import type { BatchWriter } from '../../batching.ts';
import type { DeliveryResult, Settings, WriterSettings } from '../../destination-type.ts';
import { alreadyDelivered, guardedBy, timedPut } from '../put-object.s3.ts';
import { RoleSessions } from '../role-sessions.sts.ts';
import { storeAccess } from '../store-access.ts';
import { internet, type NetworkAccess, storeClients } from '../store-clients.s3.ts';
import { keyTemplateResult } from '../write-result.ts';
import { batchKey } from './batch-key.ts';
import { batchObject, writesConditionally } from './batch-object.ts';
import { batchExtension } from './encode.ts';

/** Enough for the largest object at 2 MB/s, and shorter than the timeout of the batch-deliverer. */
const WHOLE_MS = 40_000;

const batchReach = (): NetworkAccess => {
  const { limits, lookup } = internet();
  return { limits: { ...limits, response: WHOLE_MS, total: WHOLE_MS }, lookup };
};

/** Creates the writer of batches of `aws_s3` destinations. */
export const batchWriter = (
  settings: WriterSettings,
  aws: AwsContext,
  reach = batchReach(),
): BatchWriter => {
  const now = () => aws.clock.now();
  const roles = new RoleSessions(aws, settings.accessRoleArn);
  const withClient = storeAccess(storeClients(settings, reach, now), roles, now);
  const guarded = guardedBy(settings);
  return {
    write: (batch, destination, { mayReplace, settle }, signal) =>
      guarded(destination, async () => {
        const { config } = destination;
        const rendered = batchKey(batch, config, batchExtension(config));
        if ('error' in rendered) return keyTemplateResult(rendered.error, rendered.isOverBudget);
        const chosen = { key: rendered.key, compression: config.compression ?? '' };
        const { storedAs, mayHaveExpiredEvents } = await settle(placeOf(config), chosen);
        if (mayHaveExpiredEvents && !writesConditionally(config)) return notReplaced;
        const { key = '', compression = '' } = storedAs;
        const target = { ...destination, config: { ...config, compression } };
        const object = await batchObject(batch, target, { key, mayReplace }, settings);
        // The key contains the id of the batch, and every attempt writes the same events.
        const ifExists = alreadyDelivered(object);
        return withClient(destination, signal, (client) =>
          timedPut(client, object, ifExists, now, signal),
        );
      }),
  };
};

/**
 * Identifies where the objects of a destination are stored. When it changes, undelivered batches go to the
 * new place.
 */
const placeOf = ({ endpoint = '', bucket = '', prefix = '' }: Settings): string =>
  JSON.stringify([endpoint, bucket, prefix]);

/** The result of an attempt that would replace an object by one with fewer events. */
const notReplaced: DeliveryResult = {
  kind: 'rejected',
  code: 'event_expired',
  message:
    'Some events of the batch have expired, and an earlier attempt may have written an object with all events, which is kept. To write the other events as another object, change config.prefix and retry the batch.',
};
