import { expiryAfter, type Key } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import { incarnationKey, parseId, parseIncarnation } from '../platform/dynamodb/incarnation.ts';
import type { TimelineRow } from '../platform/dynamodb/timeline.dynamo.ts';
import { positionOf, timelineAttributes } from '../platform/dynamodb/timeline.ts';
import { Attempt } from './attempt.ts';

const PARTITION = 'EVENT#';

/** The partition key of an event's attempts, which is also the event's. */
export const attemptPartition = (eventId: string): string => PARTITION + eventId;

/** The name of the timelines of attempts. */
export const ATTEMPTS = 'ATTEMPTS';

/** An attribute that all attempts have and no event has. */
export const OF_ATTEMPTS = 'retryable';

/** An attribute that all events in batches have and no attempt has. */
export const OF_BATCHED_EVENTS = 'batches';

/** The fields that identify an attempt uniquely. */
export type AttemptName = Pick<
  Attempt,
  | 'event_id'
  | 'tenant_id'
  | 'tenant_incarnation'
  | 'destination_id'
  | 'incarnation'
  | 'attempt_number'
>;

/** The fields that identify a delivery, which all its attempts share. */
export type DeliveryName = Omit<AttemptName, 'attempt_number'>;

/** The owner of a timeline of attempts. */
export const attemptOwner = (tenantId: string, destinationId: string): string =>
  `${tenantId}#${destinationId}`;

/** The sort key prefix of a delivery. Each incarnation has its own deliveries. */
export const deliveryKey = (name: DeliveryName): string =>
  `${incarnationKey(name.tenant_id, name.tenant_incarnation)}#${incarnationKey(name.destination_id, name.incarnation)}`;

/** The primary key of an attempt. */
export const attemptKey = (name: AttemptName): Key => ({
  pk: attemptPartition(name.event_id),
  sk: `${deliveryKey(name)}#${name.attempt_number}`,
});

/** Returns the item that stores an attempt. It repeats nothing that its keys contain. */
export function attemptItem(attempt: Attempt, retentionDays: number) {
  const {
    id,
    time,
    event_id: _event,
    tenant_id,
    tenant_incarnation: _tenantIncarnation,
    destination_id,
    incarnation: _incarnation,
    attempt_number: _number,
    ...facts
  } = attempt;
  const position = positionOf(time, id);
  return {
    ...attemptKey(attempt),
    ...facts,
    ...(parsePositionTime(position) !== time && { time }),
    ...timelineAttributes(ATTEMPTS, attemptOwner(tenant_id, destination_id), id, position),
    expires_at: expiryAfter(new Date(time), retentionDays),
  };
}

/** Returns a row of an item or of its projection, with the fields that its keys contain. */
export const attemptRow = (row: TimelineRow): TimelineRow => ({ ...row, ...parseAttemptName(row) });

/** Returns the attempt that an item stores. */
export function parseAttempt(item: Readonly<Record<string, unknown>>): Attempt {
  const position = String(item.position);
  return Attempt.parse({
    time: parsePositionTime(position),
    ...item,
    id: position.slice(position.indexOf('#') + 1),
    ...parseAttemptName({ pk: String(item.pk), sk: String(item.sk) }),
  });
}

/** Returns the delivery that an attempt belongs to. */
export function parseDeliveryName(key: Key): DeliveryName {
  const { attempt_number: _number, ...delivery } = parseAttemptName(key);
  return delivery;
}

function parseAttemptName({ pk, sk }: Key): AttemptName {
  const [tenant = '', destination = '', attempt] = sk.split('#');
  const tenant_incarnation = parseIncarnation(tenant);
  const incarnation = parseIncarnation(destination);
  return {
    event_id: pk.slice(PARTITION.length),
    tenant_id: parseId(tenant),
    ...(tenant_incarnation !== undefined && { tenant_incarnation }),
    destination_id: parseId(destination),
    ...(incarnation !== undefined && { incarnation }),
    attempt_number: Number(attempt),
  };
}

/** The time in a position, as a clock gives it: with milliseconds. */
const parsePositionTime = (position: string): string =>
  new Date(position.split('#', 1)[0] ?? '').toISOString();
