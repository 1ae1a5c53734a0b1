import { errorDoc } from '../platform/http/error-body.ts';
import type { Operation } from '../platform/http/operation.ts';
import { DestinationParams } from './destination-params.ts';
import { TestBody } from './test-destination-body.ts';

/** Tests a destination. */
export const testDestination: Operation = {
  method: 'POST',
  path: '/api/v1/tenants/{tenant_id}/destinations/{destination_id}/test',
  doc: {
    operationId: 'testDestination',
    tag: 'Destinations',
    summary: 'Test a destination',
    description:
      'Verifies now whether the destination can be written to, as when it was created, and tells how far it got. Leaves nothing in the bucket, changes no setting and delivers no event.',
    params: DestinationParams,
    answers: {
      200: { description: 'The test has been made: `status` says how it went.', schema: TestBody },
      202: { description: 'The test is still going on.', schema: TestBody },
      404: errorDoc('There is no such tenant or destination.'),
    },
  },
};
