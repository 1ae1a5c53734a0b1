import { epochSeconds, expiryAfter } from '../platform/dynamodb/dynamo-helpers.dynamo.ts';
import type { EventRef } from './slot.ts';

/** Whether an event has expired. An event that is missing before its expiry was erased. */
export const hasExpired = ({ acceptedAt }: EventRef, retentionDays: number, now: Date): boolean =>
  expiryAfter(new Date(acceptedAt), retentionDays) <= epochSeconds(now);
