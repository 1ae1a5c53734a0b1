import type { DeliveryResult, DestinationTarget, WritableEvent } from '../destination-type.ts';
import { neverOverwrites } from './options/overwrite.ts';
import { keyFor } from './s3-object.ts';
import { StoreRefusal } from './store-refusal.ts';

/**
 * Returns the result of a put that failed because there is an object of its key; undefined for another
 * error. An earlier attempt whose answer was lost may have stored the object, so the event counts as
 * delivered, unless other events may have the same key.
 */
export const existingObject = (
  error: unknown,
  event: WritableEvent,
  destination: DestinationTarget,
): DeliveryResult | undefined => {
  const isExisting = error instanceof StoreRefusal && error.status === 412;
  if (!isExisting || !neverOverwrites(destination.config)) return undefined;
  const key = keyIn(event, destination);
  return key === keyIn({ ...event, id: `${event.id}-other` }, destination)
    ? notUnique
    : {
        kind: 'delivered',
        code: 'ALREADY_EXISTS',
        response: { bucket: destination.config.bucket ?? '', key },
      };
};

const keyIn = (event: WritableEvent, destination: DestinationTarget): string => {
  const rendered = keyFor(event, destination);
  return 'key' in rendered ? rendered.key : '';
};

const notUnique: DeliveryResult = {
  kind: 'rejected',
  code: 'key_not_unique',
  message:
    "The bucket already has an object with this key. The key does not depend on the event's id, so the object may belong to another event.",
};
