import * as z from 'zod';
import type { ServiceAnswer, ServiceRequest } from '../../support/take-requests.ts';
import type { Call } from './call.ts';
import { jsonAnswer } from './errors.ts';

const Batch = z.looseObject({ Entries: z.array(z.looseObject({ Id: z.string() })) });
const Sent = z.object({ Successful: z.array(z.unknown()).default([]) });
const Wanted = z.looseObject({ RequestItems: z.unknown() });

/** Answers a call as a service that processes the first part of it; of a single entry, nothing. */
export async function answeredInPart(
  { service, request }: Call,
  forward: (request: ServiceRequest) => Promise<ServiceAnswer | undefined>,
): Promise<ServiceAnswer | undefined> {
  const asked: unknown = JSON.parse(request.body.toString());
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
