import { createHash, createHmac } from 'node:crypto';
import type { Received } from './received.ts';
import { Refusal, refuseIf } from './refusal.ts';

/** An action of a policy. */
export type ObjectAction = 'PutObject' | 'PutObjectTagging' | 'PutObjectAcl' | 'DeleteObject';

/** An access key known to the store. */
export interface AccessKey {
  readonly key: string;
  readonly secret: string;
  readonly session?: string;
  /** The actions that the key allows. @default all */
  readonly may?: (action: ObjectAction, key: string) => boolean;
}

const authorization =
  /^AWS4-HMAC-SHA256 Credential=([^/,]+)\/(\d{8})\/([^/,]+)\/([^/,]+)\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/;

/**
 * Verifies the Signature Version 4 of a request as S3 does
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html), or as another
 * service whose paths need no escapes.
 *
 * @returns the access key that signed the request
 */
export const verifySignature = (
  request: Received,
  keys: readonly AccessKey[],
  region: string,
  service = 's3',
  now = new Date(),
): AccessKey => {
  const header = (name: string): string => request.headers.get(name) ?? '';
  const isAscii = [...request.headers.values()].every((value) => /^[ -~]*$/.test(value));
  refuseIf(!isAscii, 400, 'InvalidArgument', 'Headers must be US-ASCII');
  refuseIf(header('authorization') === '', 403, 'AccessDenied', 'Access Denied');
  const [, id, date, scopeRegion, scopeService, names = '', signature] =
    authorization.exec(header('authorization')) ?? [];
  refuseIf(id === undefined || scopeService !== service, 400, 'AuthorizationHeaderMalformed');
  const known = keys.find(({ key }) => key === id);
  if (known === undefined) {
    const message = 'The AWS Access Key Id you provided does not exist in our records.';
    throw new Refusal(403, 'InvalidAccessKeyId', message);
  }
  refuseIf(scopeRegion !== region, 400, 'AuthorizationHeaderMalformed', `expecting '${region}'`);
  refuseIf(header('x-amz-security-token') !== (known.session ?? ''), 400, 'InvalidToken');
  checkTime(header('x-amz-date'), date ?? '', now);
  checkSigned(request, names.split(';'));
  checkPayload(header('x-amz-content-sha256'), request.body);
  const scope = `${date}/${region}/${service}/aws4_request`;
  const canonical = sha256(canonicalRequest(request, names));
  const text = ['AWS4-HMAC-SHA256', header('x-amz-date'), scope, canonical].join('\n');
  const signingKey = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${known.secret}`);
  const message = 'The request signature we calculated does not match the signature you provided.';
  refuseIf(
    hmac(signingKey, text).toString('hex') !== signature,
    403,
    'SignatureDoesNotMatch',
    message,
  );
  return known;
};

const checkTime = (stamp: string, scopeDate: string, now: Date): void => {
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(stamp) ?? [];
  const sent = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  refuseIf(!stamp.startsWith(scopeDate), 400, 'AuthorizationHeaderMalformed');
  refuseIf(!(Math.abs(now.getTime() - sent) < 900_000), 403, 'RequestTimeTooSkewed');
};

const checkSigned = ({ headers }: Received, names: readonly string[]): void => {
  const mustBeSigned = [...headers.keys()].filter(
    (name) => name === 'host' || name === 'content-md5' || name.startsWith('x-amz-'),
  );
  const message = 'There were headers present in the request which were not signed';
  const missing = mustBeSigned.filter((name) => !names.includes(name));
  refuseIf(missing.length > 0, 403, 'AccessDenied', `${message}: ${missing}`);
};

const checkPayload = (declared: string, body: Buffer): void => {
  refuseIf(declared === '', 400, 'InvalidRequest', 'Missing required header x-amz-content-sha256');
  const isRight = declared === 'UNSIGNED-PAYLOAD' || declared === sha256(body);
  refuseIf(!isRight, 400, 'XAmzContentSHA256Mismatch');
};

const canonicalRequest = ({ method, path, query, headers }: Received, names: string): string =>
  [
    method,
    path.split('/').map(recoded).join('/'),
    query.split('&').filter(Boolean).map(canonicalParameter).sort().join('&'),
    ...names.split(';').map((name) => `${name}:${canonicalValue(headers.get(name) ?? '')}`),
    '',
    names,
    headers.get('x-amz-content-sha256'),
  ].join('\n');

const canonicalValue = (value: string): string => value.trim().replaceAll(/ +/g, ' ');

const canonicalParameter = (parameter: string): string => {
  const [name = '', value = ''] = parameter.split('=', 2);
  return `${recoded(name)}=${recoded(value)}`;
};

/**
 * Percent-encodes everything except RFC 3986's unreserved characters, also what the client did not
 * encode.
 */
const recoded = (text: string): string =>
  encodeURIComponent(decodeURIComponent(text)).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

const hmac = (key: string | Buffer, data: string): Buffer =>
  createHmac('sha256', key).update(data).digest();
