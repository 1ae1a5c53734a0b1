import type { SQSClient } from '@aws-sdk/client-sqs';
import { SignatureV4 } from '@smithy/signature-v4';
import { z } from 'zod';
import { parsedJson } from '../platform/json/json.ts';
import { type Envelope, type Sink, SinkError } from './sink.ts';

/** Dependencies of the event bus sink. */
export interface EventBusDeps {
  /** The name or the ARN of the bus. */
  readonly bus: string;
  /** The EventBridge endpoint URL in the region of `identity`. */
  readonly endpoint: string;
  /** The credentials and the region of the function, from any of its AWS clients. */
  readonly identity: Pick<SQSClient['config'], 'credentials' | 'region' | 'sha256'>;
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
export const eventBus = ({ bus, endpoint, identity }: EventBusDeps): Sink => {
  const signer = new SignatureV4({ ...identity, service: 'events' });
  return {
    name: 'bus',
    notify: async (envelope, body, signal) => {
      const answer = await call(signer, endpoint, putEvents(bus, envelope, body), signal);
      const { status, text } = answer;
      if (status !== 200) throw new SinkError(`responded ${status} ${errorCodeIn(text)}`);
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
  signer: SignatureV4,
  endpoint: string,
  body: string,
  signal: AbortSignal,
): Promise<{ status: number; text: string }> {
  const { protocol, hostname, host } = new URL(endpoint);
  const signed = await signer.sign({
    method: 'POST',
    protocol,
    hostname,
    path: '/',
    headers: {
      host,
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSEvents.PutEvents',
    },
    body,
  });
  // `fetch` sets the Host header itself.
  const { host: _, ...headers } = signed.headers;
  const timeout = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]);
  const response = await fetch(endpoint, { method: 'POST', headers, body, signal: timeout });
  return { status: response.status, text: await response.text() };
}

const PutEventsResult = z.object({
  Entries: z.array(z.object({ EventId: z.string().optional(), ErrorCode: z.string().optional() })),
});

const ErrorResponse = z.object({ __type: z.string() });

/** The error code of a response. The error message is omitted, because it may quote the event. */
function errorCodeIn(text: string): string {
  const parsed = ErrorResponse.safeParse(parsedJson(text));
  return parsed.success ? parsed.data.__type.replace(/^.*#/, '') : 'without an error code';
}
