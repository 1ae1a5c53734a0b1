import { createHmac, createSecretKey, hash, type KeyObject } from 'node:crypto';

/** An AWS access key. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Only temporary credentials have one. */
  readonly sessionToken?: string | undefined;
}

/** A request to sign. */
export interface Unsigned {
  readonly method: string;
  /** Percent-encoded as it is sent. It is signed as it is: see {@link Signer}. */
  readonly path: string;
  /** Percent-encoded as it is sent, with its parameters in order. @default none */
  readonly query?: string;
  /** All are signed. Names are in lower case and include `host`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
}

/** The time of a signature, in the formats that its parts need. */
interface Dated {
  /** In seconds of Unix time. */
  readonly second: number;
  readonly time: string;
  readonly scope: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * Signs requests to one service in one region with AWS Signature Version 4:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 *
 * The path is signed as it is sent. That is S3's rule; other services normalize the path and encode it
 * once more, which changes nothing about `/`, the only path that is sent to them.
 */
export class Signer {
  readonly #credentials: Credentials;
  readonly #region: string;
  readonly #service: string;
  #dated: Dated | undefined;
  #day = '';
  #key: KeyObject | undefined;

  constructor(credentials: Credentials, region: string, service: string) {
    this.#credentials = credentials;
    this.#region = region;
    this.#service = service;
  }

  /**
   * Returns the headers of the request with its signature. A header `x-amz-content-sha256` must be the
   * body's hash: it is not computed again.
   */
  sign({ method, path, query = '', headers, body }: Unsigned, now: Date): Record<string, string> {
    const { accessKeyId, sessionToken } = this.#credentials;
    const { time, scope } = this.#dateOf(now);
    const all: Record<string, string> = { ...headers, 'x-amz-date': time };
    if (sessionToken) all['x-amz-security-token'] = sessionToken;
    const sorted = Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1));
    const signedHeaders = sorted.map(([name]) => name).join(';');
    const canonicalRequest = [
      method,
      path,
      query,
      ...sorted.map(([name, value]) => `${name}:${canonicalValue(value)}`),
      '',
      signedHeaders,
      all['x-amz-content-sha256'] ?? hash('sha256', body),
    ].join('\n');
    const signature = this.#signatureOf(canonicalRequest, { time, scope });
    all.authorization = `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
    return all;
  }

  /**
   * Returns the query of a presigned GET request, which anybody can send until it expires:
   * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
   *
   * @param seconds 1 to 604,800; the signature ends earlier when temporary credentials expire
   */
  presign({ host, path }: { host: string; path: string }, seconds: number, now: Date): string {
    const { accessKeyId, sessionToken } = this.#credentials;
    const { time, scope } = this.#dateOf(now);
    const query = [
      ['X-Amz-Algorithm', ALGORITHM],
      ['X-Amz-Credential', `${accessKeyId}/${scope}`],
      ['X-Amz-Date', time],
      ['X-Amz-Expires', String(seconds)],
      ...(sessionToken ? [['X-Amz-Security-Token', sessionToken]] : []),
      ['X-Amz-SignedHeaders', 'host'],
    ]
      .map(([name = '', value = '']) => `${name}=${encoded(value)}`)
      .join('&');
    const canonicalRequest = ['GET', path, query, `host:${host}`, '', 'host', 'UNSIGNED-PAYLOAD'];
    return `${query}&X-Amz-Signature=${this.#signatureOf(canonicalRequest.join('\n'), { time, scope })}`;
  }

  /** The same for all requests of a second. */
  #dateOf(now: Date): Dated {
    const second = Math.floor(now.getTime() / 1_000);
    if (this.#dated?.second !== second) {
      const time = timeOf(now);
      const scope = `${time.slice(0, 8)}/${this.#region}/${this.#service}/aws4_request`;
      this.#dated = { second, time, scope };
    }
    return this.#dated;
  }

  #signatureOf(canonicalRequest: string, { time, scope }: Omit<Dated, 'second'>): string {
    const text = [ALGORITHM, time, scope, hash('sha256', canonicalRequest)];
    return createHmac('sha256', this.#keyOf(time.slice(0, 8)))
      .update(text.join('\n'))
      .digest('hex');
  }

  /** The key is valid for a day. HMAC with a KeyObject takes a seventh of the time of one with bytes. */
  #keyOf(day: string): KeyObject {
    if (this.#key === undefined || this.#day !== day) {
      const bytes = [day, this.#region, this.#service, 'aws4_request'].reduce(
        (key: Buffer, part) => createHmac('sha256', key).update(part).digest(),
        Buffer.from(`AWS4${this.#credentials.secretAccessKey}`),
      );
      this.#key = createSecretKey(bytes);
      this.#day = day;
    }
    return this.#key;
  }
}

const timeOf = (now: Date): string => now.toISOString().replace(/[-:]|\.\d{3}/g, '');

const canonicalValue = (value: string): string => value.trim().replace(/\s+/g, ' ');

/** Encodes everything except the unreserved characters of RFC 3986, as the signature demands. */
export const encoded = (text: string): string =>
  encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
