import { hash } from 'node:crypto';
import { type Incarnation, parseId, parseIncarnation } from '../platform/dynamodb/incarnation.ts';

/** The prefix of the partition keys of logs, which no other items of the table use. */
export const LOGS = 'BATCH#';

/**
 * A log of references to events that are on their way to one destination: those accepted on one day, in
 * one partition. What identifies the log of an event is fixed when the event is accepted, so each of its
 * references is in the same log.
 */
export interface LogName {
  /** The key of one incarnation of the tenant. */
  readonly tenantKey: string;
  /** The key of one incarnation of the destination. */
  readonly destinationKey: string;
  readonly partition: string;
  /** When the event was accepted, RFC 3339 in UTC. */
  readonly acceptedAt: string;
}

/** Returns the partition key of a log. */
export const logKey = ({ tenantKey, destinationKey, partition, acceptedAt }: LogName): string => {
  const day = acceptedAt.slice(0, 'yyyy-mm-dd'.length);
  const digest = hash('sha256', partition, 'hex').slice(0, 16);
  return `${LOGS}${tenantKey}#${destinationKey}#${day}#${digest}`;
};

/** The tenant and the destination of a log. */
interface LogOwner {
  readonly tenant_id: string;
  readonly tenant_incarnation: Incarnation;
  readonly destination_id: string;
  readonly incarnation: Incarnation;
}

/** The tenant and the destination in a key from {@link logKey}. */
export const parseLogOwner = (log: string): LogOwner => {
  const [tenant = '', destination = ''] = log.slice(LOGS.length).split('#');
  return {
    tenant_id: parseId(tenant),
    tenant_incarnation: parseIncarnation(tenant),
    destination_id: parseId(destination),
    incarnation: parseIncarnation(destination),
  };
};

/** The day in a key from {@link logKey}, such as `2026-11-29`. */
export const parseLogDay = (log: string): string => log.split('#')[3] ?? '';
