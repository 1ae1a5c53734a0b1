import { Agreement } from './agreement.ts';

const agreements = new Map<string, Promise<Agreement>>();

const agreementOf = (url: string): Promise<Agreement> => {
  const agreement = agreements.get(url) ?? readAgreement(url);
  agreements.set(url, agreement);
  return agreement;
};

/** Validators by document; the documents are the same in all local stacks. */
const known = new Map<string, Agreement>();

async function readAgreement(url: string): Promise<Agreement> {
  const response = await fetch(`${url}/openapi.json`);
  const document = await response.text();
  const agreement = known.get(document) ?? new Agreement(JSON.parse(document));
  known.set(document, agreement);
  return agreement;
}

/**
 * Sends a request to the API at `url` and validates the response against the API's own document.
 *
 * @throws Error when the document does not describe such a response
 */
export const askAt =
  (url: string) =>
  async (path: string, init: RequestInit = {}): Promise<Response> => {
    const agreement = await agreementOf(url);
    const response = await fetch(`${url}${path}`, init);
    const { status, headers } = response;
    const text = await response.clone().text();
    agreement.check({ method: init.method ?? 'GET', path, status, headers, text });
    return response;
  };
