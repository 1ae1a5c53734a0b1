import { signatureHeaders } from './signature.ts';
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
