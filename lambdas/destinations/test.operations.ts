import type { OperationDoc } from '../runtime/operation.ts';
import { TestBody } from './test-body.ts';

/** What the document says of a destination's test. */
export const testOperation: OperationDoc = {
  operationId: 'testDestination',
  tag: 'Destinations',
  summary: 'Test a destination',
  description:
    'Verifies now whether the destination can be written to, as when it was created, and tells how far it got. Leaves nothing in the bucket, changes no setting and delivers no event.',
  answers: {
    200: { description: 'The test has been made: `status` says how it went.', schema: TestBody },
    202: { description: 'The test is still going on.', schema: TestBody },
    404: { description: 'There is no such tenant or destination.', schema: TestBody },
  },
};
