import type { AwsContext } from '../../platform/aws/calls/aws-context.ts';
import type {
  DeliveryResult,
  DestinationTarget,
  WritableEvent,
  Writer,
  WriterSettings,
} from '../destination-type.ts';
import { containsEventId } from './options/overwrite.ts';
import { alreadyDelivered, guardedBy, timedPut } from './put-object.s3.ts';
import { RoleSessions } from './role-sessions.sts.ts';
import { type BodySettings, keyFor, s3Object } from './s3-object.ts';
import { storeAccess, type WithClient } from './store-access.ts';
import { internet, storeClients } from './store-clients.s3.ts';
import { keyTemplateResult } from './write-result.ts';

/**
 * Creates the writer of `aws_s3` destinations.
 *
 * @param aws its clock dates requests and measures the store's latency
 * @param reach @default 5 s to connect, 15 s for the response, 20 s in total
 */
export const objectWriter = (
  settings: WriterSettings,
  aws: AwsContext,
  reach = internet(),
): Writer => {
  const now = () => aws.clock.now();
  const roles = new RoleSessions(aws, settings.accessRoleArn);
  const withClient = storeAccess(storeClients(settings, reach, now), roles, now);
  const put = putEvent(settings, withClient, now);
  const guarded = guardedBy(settings);
  return {
    write: (event, destination, signal) =>
      guarded(destination, () => put(event, destination, signal)),
  };
};

const putEvent =
  (settings: BodySettings, withClient: WithClient, now: () => Date) =>
  async (
    event: WritableEvent,
    destination: DestinationTarget,
    signal: AbortSignal,
  ): Promise<DeliveryResult> => {
    const rendered = keyFor(event, destination);
    if ('error' in rendered) return keyTemplateResult(rendered.error, rendered.isOverBudget);
    const object = await s3Object(event, destination, rendered.key, settings);
    // An earlier attempt whose response was lost may have stored the object.
    const isOwn = containsEventId(rendered.key, event.id, destination.config);
    const ifExists = isOwn ? alreadyDelivered(object) : notUnique;
    return withClient(destination, signal, (client) =>
      timedPut(client, object, ifExists, now, signal),
    );
  };

/** The result of a put whose key has an object that may belong to another event. */
const notUnique: DeliveryResult = {
  kind: 'rejected',
  code: 'key_not_unique',
  message:
    'The bucket already has an object with this key. The key does not contain the whole id of the event, so the object may belong to another event.',
};
