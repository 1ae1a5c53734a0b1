import { createHash, createHmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encoded, Signer } from '../../../../lambdas/platform/aws/calls/sigv4.ts';

/**
 * AWS's Signature Version 4 test suite (aws-sig-v4-test-suite): all cases whose path needs no
 * normalization, which this signer leaves out. Credentials, date and scope are the suite's. Queries
 * and header values are given as the suite's canonical requests have them.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-test-suite.html
 */
const suite: readonly Case[] = [
  {
    name: 'get-header-key-duplicate',
    headers: { 'my-header1': 'value2,value2,value1' },
    signature: 'c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea',
  },
  {
    name: 'get-header-value-multiline',
    headers: { 'my-header1': 'value1,value2,value3' },
    signature: 'ba17b383a53190154eb5fa66a1b836cc297cc0a3d70a5d00705980573d8ff790',
  },
  {
    name: 'get-header-value-order',
    headers: { 'my-header1': 'value4,value1,value3,value2' },
    signature: '08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01',
  },
  {
    name: 'get-header-value-trim',
    headers: { 'my-header1': ' value1', 'my-header2': ' "a   b   c"' },
    signature: 'acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736',
  },
  {
    name: 'get-unreserved',
    path: '/-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    signature: '07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f',
  },
  {
    name: 'get-utf8',
    path: `/${encoded('ሴ')}`,
    signature: '8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85',
  },
  {
    name: 'get-vanilla',
    signature: '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  },
  {
    name: 'get-vanilla-empty-query-key',
    query: 'Param1=value1',
    signature: 'a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb',
  },
  {
    name: 'get-vanilla-query-order-key-case',
    query: 'Param1=value1&Param2=value2',
    signature: 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500',
  },
  {
    name: 'get-vanilla-query-unreserved',
    query:
      '-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz=-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz',
    signature: '9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197',
  },
  {
    name: 'get-vanilla-utf8-query',
    query: `${encoded('ሴ')}=bar`,
    signature: '2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04',
  },
  {
    name: 'post-vanilla',
    method: 'POST',
    signature: '5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b',
  },
  {
    name: 'post-header-key-sort',
    method: 'POST',
    headers: { 'my-header1': 'value1' },
    signature: 'c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c',
  },
  {
    name: 'post-header-value-case',
    method: 'POST',
    headers: { 'my-header1': 'VALUE1' },
    signature: 'cdbc9802e29d2942e5e10b5bccfdd67c5f22c7c4e8ae67b53629efa58b974b7d',
  },
  {
    name: 'post-sts-header-before',
    method: 'POST',
    sessionToken:
      'AQoDYXdzEPT//////////wEXAMPLEtc764bNrC9SAPBSM22wDOk4x4HIZ8j4FZTwdQWLWsKWHGBuFqwAeMicRXmxfpSPfIeoIYRqTflfKD8YUuwthAx7mSEI/qkPpKPi/kMcGdQrmGdeehM4IC1NtBmUpp2wUE8phUZampKsburEDy0KPkyQDYwT7WZ0wq5VSXDvp75YU9HFvlRd8Tx6q6fE8YQcHNVXAkiY9q6d+xo0rKwT38xVqr7ZD0u0iPPkUL64lIZbqBAz+scqKmlzm8FDrypNC9Yjc8fPOLn9FX9KSYvKTr4rvx3iSIlTJabIQwj2ICCR/oLxBA==',
    signature: '85d96828115b5dc0cfc3bd16ad9e210dd772bbebba041836c64533a82be05ead',
  },
  {
    name: 'post-vanilla-query',
    method: 'POST',
    query: 'Param1=value1',
    signature: '28038455d6de14eafc1f9222cf5aa6f1a96197d7deb8263271d420d138af7f11',
  },
  {
    name: 'post-vanilla-query-nonunreserved',
    method: 'POST',
    query: `${encoded('+')}=${encoded('/,?><`";:\\|][{}')}&${encoded('@#$%^')}=`,
    signature: '66c82657c86e26fb25238d0e69f011edc4c6df5ae71119d7cb98ed9b87393c1e',
  },
  {
    name: 'post-x-www-form-urlencoded',
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: 'Param1=value1',
    signature: 'ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a',
  },
  {
    name: 'post-x-www-form-urlencoded-parameters',
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded; charset=utf8' },
    body: 'Param1=value1',
    signature: '1a72ec8f64bd914b0e42e42607c7fbce7fb2c7465f63e3092b3b0d39fa77a6fe',
  },
];

interface Case {
  readonly name: string;
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly sessionToken?: string;
  readonly signature: string;
}

const key = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
const host = 'example.amazonaws.com';

describe("AWS's test suite", () => {
  it.each(suite)('$name', (vector) => {
    const { method = 'GET', path = '/', query = '', headers, body = '', sessionToken } = vector;
    const signer = new Signer({ ...key, sessionToken }, 'us-east-1', 'service');
    const request = { method, path, query, headers: { ...headers, host }, body };
    const signed = signer.sign(request, new Date('2015-08-30T12:36:00Z'));
    const names = [
      ...Object.keys(headers ?? {}),
      'host',
      'x-amz-date',
      ...(sessionToken ? ['x-amz-security-token'] : []),
    ].sort();
    expect(signed.authorization).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=${names.join(';')}, Signature=${vector.signature}`,
    );
  });
});

class Sha256 {
  readonly #hash;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.#hash =
      secret === undefined ? createHash('sha256') : createHmac('sha256', secret as Uint8Array);
  }
  update(data: Uint8Array): void {
    this.#hash.update(data);
  }
  async digest(): Promise<Uint8Array> {
    return new Uint8Array(this.#hash.digest());
  }
}

describe('any request', () => {
  const name = fc.stringMatching(/^x-amz-meta-[a-z0-9-]{1,20}$/);
  const value = fc.stringMatching(/^[ -~]{0,40}$/);
  const text = fc.string({ unit: 'grapheme', maxLength: 20 });

  it("is signed as the SDK's signer signs it", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          method: fc.constantFrom('GET', 'PUT', 'POST', 'DELETE'),
          path: text.map((part) => `/${encoded(part)}`),
          headers: fc.dictionary(name, value),
          body: fc.string({ unit: 'grapheme' }),
          now: fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
          sessionToken: fc.option(fc.stringMatching(/^[A-Za-z0-9+/=]{1,40}$/), { nil: undefined }),
          // The SDK's signer loses a parameter of the name __proto__.
          parameters: fc.dictionary(
            text.filter((parameter) => parameter !== '__proto__'),
            text,
            { maxKeys: 3 },
          ),
        }),
        async ({ method, path, headers, body, now, sessionToken, parameters }) => {
          const identity = { region: 'eu-west-1', service: 's3' };
          const credentials = { ...key, ...(sessionToken && { sessionToken }) };
          const theirs = new SignatureV4({
            ...identity,
            credentials,
            sha256: Sha256,
            uriEscapePath: false,
            applyChecksum: false,
          });
          const ours = new Signer(credentials, identity.region, identity.service);
          const all = { ...headers, host };
          const request = { method, path, headers: all, body };
          const query = Object.entries(parameters)
            .map(([parameter, of]) => [encoded(parameter), encoded(of)] as const)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map((pair) => pair.join('='))
            .join('&');
          const expected = await theirs.sign(
            { ...request, protocol: 'https:', hostname: host, query: parameters },
            { signingDate: now },
          );
          expect(ours.sign({ ...request, query }, now)).toEqual(expected.headers);
        },
      ),
      { numRuns: 300 },
    );
  });

  it.each([undefined, 'token/+='])(
    "is presigned as the SDK's signer does it: %s",
    async (sessionToken) => {
      const credentials = { ...key, ...(sessionToken && { sessionToken }) };
      const identity = { region: 'eu-west-1', service: 's3' };
      const now = new Date('2026-01-02T03:04:05Z');
      const path = `/a/${encoded('b c+é')}`;
      const theirs = new SignatureV4({
        ...identity,
        credentials,
        sha256: Sha256,
        uriEscapePath: false,
        applyChecksum: false,
      });
      const { query = {} } = await theirs.presign(
        {
          method: 'GET',
          protocol: 'https:',
          hostname: host,
          path,
          headers: { host, 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' },
          query: {},
        },
        {
          expiresIn: 3600,
          signingDate: now,
          unhoistableHeaders: new Set(['x-amz-content-sha256']),
          unsignableHeaders: new Set(['x-amz-content-sha256']),
        },
      );
      const ours = new Signer(credentials, identity.region, identity.service);
      const presigned = new URLSearchParams(ours.presign({ host, path }, 3600, now));
      expect(Object.fromEntries(presigned)).toEqual(query);
    },
  );

  it('is signed with the key of its own day', () => {
    const signer = new Signer(key, 'us-east-1', 'service');
    const request = { method: 'GET', path: '/', headers: { host }, body: '' };
    const on = (day: string) => signer.sign(request, new Date(`${day}T12:36:00Z`)).authorization;
    const first = on('2015-08-30');
    expect(on('2015-08-31')).not.toBe(first);
    expect(on('2015-08-30')).toBe(first);
  });
});
