import type { IncomingHttpHeaders } from 'node:http';
import type { Answer } from './http-exchange.ts';
import { isRegionRefusal } from './refusal-scope.ts';
import { retryAfter } from './retry-after.ts';
import { unescapedXml } from './xml-text.ts';

/** A store's answer that is no success. */
export class StoreRefusal extends Error {
  override readonly name = 'StoreRefusal' as const;
  readonly status: number;
  /** The error's code, `AccessDenied`; undefined when the answer was not S3's XML (a proxy's page, say). */
  readonly code: string | undefined;
  /** Seconds after which the store wants to be asked again, if it says so. */
  readonly retryAfter: number | undefined;
  /** Where the SDK looks for the store's clock when it says that ours is off. */
  readonly $response: { readonly statusCode: number; readonly headers: IncomingHttpHeaders };

  constructor({ status, headers, body }: Answer) {
    const { code, message = '', header, region } = wordsIn(body?.toString() ?? '');
    const says =
      code === undefined || message.trim() === ''
        ? `The store answered with HTTP ${status}.`
        : message;
    const where = isAboutRegion(status, code) ? regionIn(headers, region) : undefined;
    super(
      says +
        (header === undefined ? '' : ` (header: ${header})`) +
        (where === undefined ? '' : ` (the bucket is in ${where}: set config.region to it)`),
    );
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter(headers);
    this.$response = { statusCode: status, headers };
  }
}

const isAboutRegion = (status: number, code: string | undefined): boolean =>
  status === 301 || isRegionRefusal(code ?? '');

/** S3 names the region in a header, and in the XML of `AuthorizationHeaderMalformed`. */
const regionIn = (headers: IncomingHttpHeaders, told: string | undefined): string | undefined => {
  const region = String(headers['x-amz-bucket-region'] ?? told ?? '');
  return /^[\w-]{1,64}$/.test(region) ? region : undefined;
};

/** Whether an answer's body is an error of S3's: some come with a status that says all is well. */
export const holdsError = (body: Buffer): boolean => error.test(body.toString());

const error = /<Error[\s/>]/;

/** What is read of an error. */
interface Words {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  /** The header that `NotImplemented` is about. */
  readonly header?: string | undefined;
  readonly region?: string | undefined;
}

/**
 * The words of S3's XML. The SDK's parser is not let near it: an answer may come from
 * anyone, and there it could hold up the function or grow its memory (a code such as `a#b` adds to a
 * registry for ever).
 */
const wordsIn = (xml: string): Words => {
  if (!error.test(xml)) return {};
  const code = /<Code>\s*([\w.]{1,64})\s*<\/Code>/.exec(xml)?.[1];
  const message = /<Message>([^<]*)<\/Message>/.exec(xml)?.[1];
  const header = /<Header>\s*([\w-]{1,64})\s*<\/Header>/.exec(xml)?.[1];
  const region = /<Region>\s*([\w-]{1,64})\s*<\/Region>/.exec(xml)?.[1];
  return { code, message: message && unescapedXml(message), header, region };
};
