import * as z from 'zod';
import { tryParseJson } from '../../lambdas/platform/json/parse-json.ts';

/** The tenant, destination and event of a message, as far as its body contains them. */
export interface MessageIds {
  readonly tenant_id: string | undefined;
  readonly event_id: string | undefined;
  readonly destination_id: string | undefined;
}

/** An otherwise invalid message may still contain these ids. */
const Id = z.string().min(1).optional().catch(undefined);
const Body = z.object({
  id: Id,
  event_id: Id,
  tenant_id: Id,
  destination_id: Id,
  event: z.object({ id: Id, tenant_id: Id }).optional().catch(undefined),
});

const NO_IDS: MessageIds = {
  tenant_id: undefined,
  event_id: undefined,
  destination_id: undefined,
};

/**
 * The ids in the body of a message of the queue `purpose`. The body of a publish message is the
 * event itself: as in the router, an event without an id gets the message id.
 */
export function messageIds(purpose: string, messageId: string, body: string): MessageIds {
  const read = Body.safeParse(tryParseJson(body));
  if (!read.success) return NO_IDS;
  const { id, event_id, tenant_id, destination_id, event } = read.data;
  const ownId = purpose === 'publish' ? (id ?? messageId) : undefined;
  return {
    tenant_id: tenant_id ?? event?.tenant_id,
    event_id: event?.id ?? event_id ?? ownId,
    destination_id,
  };
}
