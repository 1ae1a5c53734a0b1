import type { SQSRecord } from 'aws-lambda';
import {
  type Announcement,
  announcementMessage,
} from '../../lambdas/operator-events/announcement.ts';
import type { OperatorEvent } from '../../lambdas/operator-events/operator-event.ts';
import { NOW } from '../support/builders.ts';
import { aRecord } from '../support/lambda.ts';

export const anOperatorEvent = (given: Partial<OperatorEvent> = {}): OperatorEvent => ({
  id: 'ope_0123456789abcdef0123456789abcdef',
  topic: 'alert.destination.recovered',
  time: NOW.toISOString(),
  tenant_id: 'acme',
  data: { tenant_id: 'acme', destination: { id: 'des_1' } },
  ...given,
});

/** A message of the announcements queue. */
export const announced = (given: Partial<Announcement> = {}): SQSRecord => {
  const { event = anOperatorEvent(), to, tries = 0 } = given;
  return aRecord({ body: announcementMessage({ event, to, tries }).body });
};
