import { createHmac } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { type Sink, SinkError } from './sink.ts';

/** Dependencies of the webhook sink. */
export interface WebhookDeps {
  readonly url: string;
  /** Returns the valid secrets. */
  readonly secrets: () => Promise<readonly string[]>;
  readonly now: () => Date;
}

/** A third of the default function timeout, in milliseconds. */
const TIMEOUT_MS = 10_000;

/**
 * Posts to the configured URL. Any status other than 2xx is a failure. Redirects are not followed,
 * because the signature is for this receiver only.
 */
export const webhook = ({ url, secrets, now }: WebhookDeps): Sink => ({
  name: 'webhook',
  notify: async ({ id }, body, signal) => {
    const headers = signatureHeaders(await secrets(), { id, body, sentAt: now() });
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'Waybill', ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
    });
    // The response body is not read, so its size does not matter.
    await response.body?.cancel();
    if (!response.ok) throw new SinkError(`responded ${response.status}`);
  },
});

/** A webhook request to sign. */
interface WebhookRequest {
  /** The id of the operator event, the same for each retry. */
  readonly id: string;
  /** The request body, byte for byte. */
  readonly body: string;
  readonly sentAt: Date;
}

/**
 * Returns the headers with which a receiver verifies a request: Outpost's signature, which covers the
 * body, and those of Standard Webhooks, which also cover the id and the time of sending, to prevent
 * replay attacks. The latter contain a signature for each secret, so that a receiver can change its
 * secret at any time during a rotation.
 *
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 *
 * @param secrets the first signs for Outpost
 * @throws SinkError when a secret is not base64, as Standard Webhooks demands
 */
export const signatureHeaders = (
  secrets: readonly string[],
  { id, body, sentAt }: WebhookRequest,
): Readonly<Record<string, string>> => {
  const [secret = ''] = secrets;
  return {
    'X-Outpost-Signature': `v0=${createHmac('sha256', secret).update(body).digest('hex')}`,
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(sentAt.getTime() / 1_000)),
    'webhook-signature': secrets.map((key) => webhookWith(key).sign(id, sentAt, body)).join(' '),
  };
};

function webhookWith(secret: string): Webhook {
  try {
    return new Webhook(secret);
  } catch (cause) {
    throw new SinkError('the signing secret is not base64', { cause });
  }
}
