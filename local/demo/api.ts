import { poll } from './poll.ts';
import { printRequest } from './print.ts';

/** An HTTP API client that prints every request and response. */
export interface Api {
  /** Polls until `enough` accepts the response, and prints that response. */
  getWhen(path: string, enough: (response: string) => boolean): Promise<void>;
  put(path: string): Promise<Record<string, unknown>>;
  post(path: string, body: unknown): Promise<Record<string, unknown>>;
}

/**
 * A client of the API at `url`. It throws an Error for a response other than 2xx, and when polling
 * times out.
 */
export function apiAt({ url, apiKey }: { readonly url: string; readonly apiKey: string }): Api {
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(addressOf(path), {
      method,
      headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    return { ok: response.ok, status: response.status, text: await response.text() };
  };
  const addressOf = (path: string) => `${url}/api/v1${path}`;
  const call = async (method: string, path: string, body?: unknown) => {
    const response = await ask(method, path, body);
    printRequest(method, addressOf(path), body, response);
    if (!response.ok) throw new Error(`${method} ${addressOf(path)} returned ${response.status}`);
    return JSON.parse(response.text);
  };
  return {
    getWhen: async (path, enough) => {
      const response = await poll('answer', async () => {
        const now = await ask('GET', path);
        return enough(now.text) ? now : undefined;
      });
      printRequest('GET', addressOf(path), undefined, response.value);
    },
    put: (path) => call('PUT', path),
    post: (path, body) => call('POST', path, body),
  };
}
