import type { ParkedDelivery } from '../../lambdas/parking/parked-delivery.ts';
import { secondsAfter } from '../../lambdas/platform/json/timestamps.ts';
import { NOW } from '../support/builders.ts';

/** A retry that is due in half an hour. */
export const aParked = (given: Partial<ParkedDelivery> = {}): ParkedDelivery => ({
  tenant_id: 'acme',
  destination_id: 'des_1',
  destination_type: 'aws_s3',
  event_id: 'evt_1',
  event_time: '2026-11-22T09:59:58Z',
  topic: 'orders',
  attempt_number: 2,
  manual: false,
  reason: 'retry',
  parked_at: NOW.toISOString(),
  due_at: secondsAfter(NOW, 1_800),
  ...given,
});
