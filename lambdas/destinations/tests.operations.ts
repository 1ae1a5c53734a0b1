import * as z from 'zod';
import { errorDoc, type Operation } from '../platform/http/operation.ts';
import { CandidatePatchInput, DestinationParams, OwnerParams } from './destination-schema.ts';
import { TypedInput } from './destinations.operations.ts';
import { TestBody } from './verification-body.ts';

const tag = 'Destinations';
const collectionPath = '/api/v1/tenants/{tenant_id}/destinations';

export const testDestination: Operation = {
  method: 'POST',
  path: `${collectionPath}/{destination_id}/test`,
  access: 'retry',
  doc: {
    operationId: 'testDestination',
    tag,
    summary: 'Test a destination',
    description:
      'Verifies whether the destination can be written to, as after its creation, and reports the steps that passed. The test leaves nothing in the bucket, changes nothing and delivers no event.',
    params: DestinationParams,
    responses: {
      200: { description: 'The test is complete; `status` has the result.', schema: TestBody },
      202: { description: 'The test is still running.', schema: TestBody },
      404: errorDoc('The tenant or destination does not exist.'),
    },
  },
};

/** The result of a test of unsaved configuration. */
export const CandidateBody = TestBody.extend({
  id: z.string().meta({
    description: 'The id of the test, which `GET …/destinations/test/{test_id}` takes.',
    example: 'tst_01KAN3R5D8WJ4Y0C6Q1V7T2MZX',
  }),
  external_id: z.string().optional().meta({
    description:
      'With a role: the external id that the trust policy of the role must demand (`sts:ExternalId`).',
  }),
}).meta({ id: 'UnsavedDestinationTest' });
export type CandidateBody = z.output<typeof CandidateBody>;

/** The path parameters that name a test. */
export const CandidateParams = OwnerParams.extend({
  test_id: z.string().meta({ description: 'The id of the test.' }),
});

export const testUnsaved: Operation = {
  method: 'POST',
  path: `${collectionPath}/test`,
  access: 'manage',
  doc: {
    operationId: 'testUnsavedDestination',
    tag,
    summary: 'Test a destination before saving it',
    description:
      'Verifies a destination that does not exist yet, or, with `destination_id`, an existing one with the given changes. `topics` may be omitted. Nothing is saved. A tenant may make 10 tests per minute, and 5 may wait for a result at a time. A test can be read for 15 minutes, unless later tests have replaced it.',
    params: OwnerParams,
    body: z.union([TypedInput, CandidatePatchInput]),
    responses: {
      200: { description: 'The test is complete; `status` has the result.', schema: CandidateBody },
      202: { description: 'The test is still running: read it by its id.', schema: CandidateBody },
      404: errorDoc('The tenant or destination does not exist.'),
      429: errorDoc('The tenant has made too many tests, or too many wait for a result.'),
    },
  },
};

export const getUnsavedTest: Operation = {
  method: 'GET',
  path: `${collectionPath}/test/{test_id}`,
  access: 'read',
  doc: {
    operationId: 'getUnsavedDestinationTest',
    tag,
    summary: 'Get a test of an unsaved destination',
    params: CandidateParams,
    responses: {
      200: { description: 'The test is complete; `status` has the result.', schema: CandidateBody },
      202: { description: 'The test is still running.', schema: CandidateBody },
      404: errorDoc('The tenant or the test does not exist, or the test has expired.'),
    },
  },
};
