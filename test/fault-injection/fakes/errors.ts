import type { ServiceResponse } from '../../../local/direct-response.ts';
import { Refusal } from '../../support/strict-s3/refusal.ts';
import type { Service } from './call.ts';

type Words = readonly [status: number, type: string];

/** Each service's internal server error. */
const FAILS: Readonly<Record<Service, Words>> = {
  dynamodb: [500, 'com.amazonaws.dynamodb.v20120810#InternalServerError'],
  sqs: [500, 'InternalFailure'],
  kms: [500, 'KMSInternalException'],
  secretsmanager: [500, 'InternalServiceError'],
  s3: [500, 'InternalError'],
};

/** Each service's throttling error. */
const SLOWS: Readonly<Record<Service, Words>> = {
  dynamodb: [400, 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException'],
  sqs: [400, 'com.amazonaws.sqs#RequestThrottled'],
  kms: [400, 'ThrottlingException'],
  secretsmanager: [400, 'ThrottlingException'],
  s3: [503, 'SlowDown'],
};

/** The response of a failing service. */
export const failing = (service: Service): ServiceResponse => answer(service, FAILS[service]);

/** The response of a throttling service. */
export const slowing = (service: Service): ServiceResponse => answer(service, SLOWS[service]);

function answer(service: Service, [status, type]: Words): ServiceResponse {
  const message = 'We encountered an internal error. Please try again.';
  return service === 's3'
    ? s3Refusal(new Refusal(status, type, message))
    : jsonAnswer(status, { __type: type, message });
}

/** An S3 error response. */
export const s3Refusal = (refusal: Refusal): ServiceResponse => ({
  status: refusal.status,
  headers: { 'content-type': 'application/xml' },
  body: Buffer.from(refusal.xml()),
});

/** A response of the services that use JSON. */
export const jsonAnswer = (status: number, body: object): ServiceResponse => ({
  status,
  headers: { 'content-type': 'application/x-amz-json-1.0' },
  body: Buffer.from(JSON.stringify(body)),
});
