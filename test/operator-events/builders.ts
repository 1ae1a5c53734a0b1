import type { SQSRecord } from 'aws-lambda';
import {
  type OperatorEvent,
  type OperatorEventMessage,
  operatorEventMessage,
} from '../../lambdas/operator-events/operator-event.ts';
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

/** A message of the operator-event queue. */
export const anOperatorEventRecord = (given: Partial<OperatorEventMessage> = {}): SQSRecord => {
  const { event = anOperatorEvent(), to, tries = 0 } = given;
  return aRecord({ body: operatorEventMessage({ event, to, tries }).body });
};
