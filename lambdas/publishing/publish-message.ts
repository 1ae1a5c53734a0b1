import { encodeJson, JsonText } from '../platform/json/json.ts';
import type { Publication } from './parse-event.ts';

/**
 * An accepted event as a message of the publish queue, which `readEvent` reads to the same event:
 * all that its own message may have left open is filled in.
 */
export const publishMessage = ({
  event: { data, ...event },
  destination_id,
}: Publication): { body: string; group: string } => ({
  body: encodeJson({ ...event, destination_id, data: new JsonText(data) }),
  group: event.tenant_id,
});
