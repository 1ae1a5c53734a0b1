import { hash } from 'node:crypto';
import * as z from 'zod';
import type { AwsContext } from '../platform/aws/calls/aws-context.ts';
import { Signer } from '../platform/aws/calls/sigv4.ts';
import { tryParseJson } from '../platform/json/parse-json.ts';
import { type Envelope, type Sink, SinkError } from './sink.ts';

/** Dependencies of the event bus sink. */
export interface EventBusDeps {
  /** The name or the ARN of the bus. */
  readonly bus: string;
  /** The EventBridge endpoint URL in the region of `identity`. */
  readonly endpoint: string;
  /** The credentials and the region of the function. */
  readonly identity: Pick<AwsContext, 'credentials' | 'region'>;
  readonly now: () => Date;
}

/** The same timeout as for other AWS calls, in milliseconds. */
const TIMEOUT_MS = 5_000;

/**
 * Puts every event on an EventBridge bus, with its topic as the detail type. This is the only call to
 * EventBridge, so it is signed here instead of adding the client package. Failures are retried through
 * the queue, not here.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const eventBus = ({ bus, endpoint, identity, now }: EventBusDeps): Sink => {
  const signer = new Signer(identity.credentials, identity.region, 'events');
  return {
    name: 'bus',
    notify: async (envelope, body, signal) => {
      const request = putEvents(bus, envelope, body);
      const { status, text } = await call(signer, now(), endpoint, request, signal);
      if (status !== 200) throw new SinkError(`responded ${status} ${parseErrorCode(text)}`);
      const [entry] = PutEventsResult.parse(JSON.parse(text)).Entries;
      if (entry?.EventId === undefined) throw new SinkError(`rejected: ${entry?.ErrorCode}`);
    },
  };
};

const putEvents = (bus: string, { topic, time }: Envelope, body: string): string =>
  JSON.stringify({
    Entries: [
      {
        EventBusName: bus,
        Source: 'waybill',
        DetailType: topic,
        // The API expects epoch seconds.
        Time: Date.parse(time) / 1_000,
        Detail: body,
      },
    ],
  });

async function call(
  signer: Signer,
  now: Date,
  endpoint: string,
  body: string,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  const request = {
    method: 'POST',
    path: '/',
    headers: {
      host: new URL(endpoint).host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-content-sha256': hash('sha256', body),
      'x-amz-target': 'AWSEvents.PutEvents',
    },
    body,
  };
  // `fetch` sets the Host header itself.
  const { host: _, ...headers } = signer.sign(request, now);
  const timeout = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const response = await fetch(endpoint, { method: 'POST', headers, body, signal: timeout });
  return { status: response.status, text: await response.text() };
}

const PutEventsResult = z.object({
  Entries: z.array(z.object({ EventId: z.string().optional(), ErrorCode: z.string().optional() })),
});

const ErrorResponse = z.object({ __type: z.string() });

/** The error code of a response. The error message is omitted, because it may quote the event. */
function parseErrorCode(text: string): string {
  const parsed = ErrorResponse.safeParse(tryParseJson(text));
  return parsed.success ? parsed.data.__type.replace(/^.*#/, '') : 'without an error code';
}
