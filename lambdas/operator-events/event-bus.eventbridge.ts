import type { SQSClient } from '@aws-sdk/client-sqs';
import { SignatureV4 } from '@smithy/signature-v4';
import { z } from 'zod';
import { parsedJson } from '../platform/json/json.ts';
import { type Envelope, type Sink, SinkError } from './sink.ts';

/** What calling EventBridge needs. */
export interface EventBusDeps {
  /** The name or the ARN of the bus. */
  readonly bus: string;
  /** EventBridge's own URL, in the region of `identity`. */
  readonly endpoint: string;
  /** By whose credentials, and in which region, the function calls AWS: those of any client of its. */
  readonly identity: Pick<SQSClient['config'], 'credentials' | 'region' | 'sha256'>;
}

/** As long as any other call to AWS may take. */
const PATIENCE_MS = 5_000;

/**
 * Puts every event on a bus, with its topic as the detail type. It is the one call to EventBridge
 * there is, signed here: a client of its own would be a package more for it. What fails is tried
 * again by the queue, not here.
 *
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export const eventBus = ({ bus, endpoint, identity }: EventBusDeps): Sink => {
  const signer = new SignatureV4({ ...identity, service: 'events' });
  return {
    name: 'bus',
    tell: async (envelope, body, signal) => {
      const answer = await call(signer, endpoint, putEvents(bus, envelope, body), signal);
      const { status, text } = answer;
      if (status !== 200) throw new SinkError(`answered ${status} ${refusalIn(text)}`);
      const [entry] = PutEventsResult.parse(JSON.parse(text)).Entries;
      if (entry?.EventId === undefined) throw new SinkError(`refused: ${entry?.ErrorCode}`);
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
        // The protocol has times as seconds.
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
  // `fetch` sees to the host itself.
  const { host: _, ...headers } = signed.headers;
  const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
  const response = await fetch(endpoint, { method: 'POST', headers, body, signal: patience });
  return { status: response.status, text: await response.text() };
}

const PutEventsResult = z.object({
  Entries: z.array(z.object({ EventId: z.string().optional(), ErrorCode: z.string().optional() })),
});

const Refusal = z.object({ __type: z.string() });

/** The code of a refusal; its message may quote the event. */
function refusalIn(text: string): string {
  const refusal = Refusal.safeParse(parsedJson(text));
  return refusal.success ? refusal.data.__type.replace(/^.*#/, '') : 'without a reason';
}
