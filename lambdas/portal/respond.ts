import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { own } from '../platform/json/json.ts';
import { CODINGS, type Coding, type SiteFile, type StoredSite, storedName } from './site.ts';

type Request = APIGatewayProxyEventV2;
type Response = APIGatewayProxyStructuredResultV2;

const METHODS = ['GET', 'HEAD'];

/** Headers of every response, as the API sends them. */
const EVERYWHERE = {
  'strict-transport-security': 'max-age=31536000',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
};

/** Responds to a request for a file of the site. */
export function respond(site: StoredSite, request: Request): Response {
  const { requestId, http } = request.requestContext;
  const { headers, body, ...response } = fileResponse(site, request);
  return {
    ...response,
    headers: { ...EVERYWHERE, 'x-request-id': requestId, ...headers },
    ...(body !== undefined && http.method !== 'HEAD' && { body }),
  };
}

function fileResponse(site: StoredSite, request: Request): Response {
  const file = own(site.files, request.rawPath);
  const location = own(site.redirects, request.rawPath);
  if (file === undefined && location === undefined) return failure(request, 404, 'not found');
  const { method } = request.requestContext.http;
  if (!METHODS.includes(method)) {
    const allow = METHODS.join(', ');
    const message = `method not allowed: this path supports ${allow}, not ${method}`;
    return failure(request, 405, message, { allow });
  }
  return file === undefined
    ? { statusCode: 308, headers: { location: location ?? '' } }
    : send(site, file, request);
}

/** Sends a file, or 304 to a client that has it. */
function send(site: StoredSite, file: SiteFile, { headers }: Request): Response {
  const { name, etag, codings } = file;
  const validators = { ...file.headers, etag, vary: 'Accept-Encoding' };
  if (matches(headers['if-none-match'], etag)) return { statusCode: 304, headers: validators };
  const coding = acceptedCoding(headers['accept-encoding'] ?? '', codings);
  return {
    statusCode: 200,
    headers: { ...validators, ...(coding !== undefined && { 'content-encoding': coding }) },
    body: site.read(storedName(name, coding)),
    isBase64Encoded: true,
  };
}

/** Whether a condition names the tag, by weak comparison (RFC 9110, section 13.1.2). */
const matches = (condition: string | undefined, etag: string): boolean =>
  (condition ?? '')
    .split(',')
    .map((tag) => tag.trim())
    .some((tag) => tag === '*' || tag.replace(/^W\//, '') === etag.replace(/^W\//, ''));

/** An error as the API sends it. */
const failure = (
  { requestContext: { requestId } }: Request,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): Response => ({
  statusCode: status,
  headers: {
    ...headers,
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
  },
  body: JSON.stringify({ status, message, request_id: requestId }),
});

/**
 * The best stored coding that the client accepts (RFC 9110, section 12.5.3); undefined for the file
 * as it is.
 */
export function acceptedCoding(header: string, available: readonly Coding[]): Coding | undefined {
  const weights = new Map(header.toLowerCase().split(',').map(parseCoding));
  const weight = (coding: Coding): number => weights.get(coding) ?? weights.get('*') ?? 0;
  const accepted = CODINGS.filter((coding) => available.includes(coding) && weight(coding) > 0);
  return accepted.toSorted((a, b) => weight(b) - weight(a))[0];
}

function parseCoding(item: string): [coding: string, weight: number] {
  const [coding = '', ...parameters] = item.split(';').map((part) => part.trim());
  const quality = parameters.find((parameter) => parameter.startsWith('q='));
  return [coding, quality === undefined ? 1 : Number(quality.slice(2)) || 0];
}
