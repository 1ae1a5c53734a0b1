import { encodeJson, JsonText } from '../platform/json/json.ts';
import type { Publication } from './parse-event.ts';

/**
 * Builds a publish-queue message that `parseEvent` parses to the same event. All fields that the
 * original message omitted are filled in.
 */
export const publishMessage = ({
  event: { data, ...event },
  destination_id,
}: Publication): { body: string; group: string } => ({
  body: encodeJson({ ...event, destination_id, data: new JsonText(data) }),
  group: event.tenant_id,
});
