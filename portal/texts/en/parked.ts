import { count } from './numbers.ts';

/** The texts of parked deliveries, which the portal calls waiting. */

export const title = 'Waiting deliveries';
export const none = 'No deliveries are waiting.';
export const reasons = {
  retry: 'Waiting for the next retry',
  blocked: 'Waiting until the bucket accepts objects',
  disabled: 'Waiting until the destination is enabled',
  verification_pending: 'Waiting until a check proves that the role requires the external id',
} as const;
export const waitingCount = (value: number, isMore: boolean) =>
  isMore ? `More than ${count(value)}` : `${count(value)}`;
export const more = 'More waiting deliveries';
export const pages = { prev: 'Earlier events', next: 'Later events' } as const;
export const list = 'Waiting deliveries, the oldest event first';
export const reason = 'Reason';
export const due = 'Next attempt';
export const expires = 'Expires';
export const until = 'Until';
export const eventTime = 'Event time';
export const deliverNow = 'Deliver now';
export const cancel = 'Cancel';
export const cancelTitle = 'Cancel this delivery?';
export const cancelText = (id: string) =>
  `${id} is not delivered to this destination. It is recorded as failed, and can be retried later.`;
export const cancelNow = 'Cancel the delivery';
export const keep = 'Keep it';
export const cancelled = 'The delivery is cancelled.';
export const failed = 'The delivery is unchanged';
