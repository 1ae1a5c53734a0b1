import * as z from 'zod';
import type { ServiceRequest, ServiceResponse } from '../../../local/direct-response.ts';
import type { Call } from './call.ts';
import { jsonAnswer } from './errors.ts';

const Batch = z.looseObject({ Entries: z.array(z.looseObject({ Id: z.string() })) });
const Sent = z.object({ Successful: z.array(z.unknown()).default([]) });
const Wanted = z.looseObject({ RequestItems: z.unknown() });
const Inserting = z.object({ Statements: z.array(z.unknown()) });
const Inserted = z.object({ Responses: z.array(z.unknown()) });

/** Answers a call as a service that processes the first part of it; of a single entry, nothing. */
export async function answeredInPart(
  { service, request }: Call,
  forward: (request: ServiceRequest) => Promise<ServiceResponse | undefined>,
): Promise<ServiceResponse | undefined> {
  const asked: unknown = JSON.parse(request.body.toString());
  const inserting = Inserting.safeParse(asked).data;
  if (inserting) return insertedInPart(request, inserting.Statements, forward);
  if (service === 'dynamodb') {
    return jsonAnswer(200, { Responses: {}, UnprocessedKeys: Wanted.parse(asked).RequestItems });
  }
  const batch = Batch.parse(asked);
  const taken = batch.Entries.slice(0, -1);
  const failed = batch.Entries.slice(-1).map(({ Id }) => ({
    Id,
    Code: 'InternalError',
    Message: 'We encountered an internal error. Please try again.',
    SenderFault: false,
  }));
  if (taken.length === 0) return jsonAnswer(200, { Successful: [], Failed: failed });
  const body = Buffer.from(JSON.stringify({ ...batch, Entries: taken }));
  const sent = await forward({ ...request, body });
  if (sent === undefined) return undefined;
  const { Successful } = Sent.parse(JSON.parse(sent.body.toString()));
  return jsonAnswer(200, { Successful, Failed: failed });
}

/** Inserts all items but the last. */
async function insertedInPart(
  request: ServiceRequest,
  statements: readonly unknown[],
  forward: (request: ServiceRequest) => Promise<ServiceResponse | undefined>,
): Promise<ServiceResponse | undefined> {
  const body = Buffer.from(JSON.stringify({ Statements: statements.slice(0, -1) }));
  const answer = await forward({ ...request, body });
  if (answer === undefined) return undefined;
  const { Responses } = Inserted.parse(JSON.parse(answer.body.toString()));
  const throttled = { Error: { Code: 'ThrottlingError', Message: 'Rate exceeded' } };
  return jsonAnswer(200, { Responses: [...Responses, throttled] });
}
