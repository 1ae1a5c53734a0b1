import type { IncomingHttpHeaders } from 'node:http';
import type { ExchangeResponse } from '../../platform/http/http-exchange.ts';
import { isRegionRefusal } from './error-codes.ts';
import { isOwnCode } from './named-codes.ts';

/** A store's response that is not a success. */
export class StoreRefusal extends Error {
  override readonly name = 'StoreRefusal' as const;
  readonly status: number;
  /**
   * The error code, such as `AccessDenied`; undefined when the response was not S3's XML (a
   * proxy's page, for example), or claims a code of ours.
   */
  readonly code: string | undefined;
  /** Seconds after which the store asks to be retried, if given. */
  readonly retryAfter: number | undefined;

  constructor({ status, headers, body }: ExchangeResponse) {
    const { code, message = '', header, region } = parseErrorFields(body?.toString() ?? '');
    const says =
      code === undefined || message.trim() === ''
        ? `The store responded with HTTP ${status}.`
        : message;
    const where = isAboutRegion(status, code) ? regionIn(headers, region) : undefined;
    super(
      says +
        (header === undefined ? '' : ` (header: ${header})`) +
        (where === undefined ? '' : ` (the bucket is in ${where}: set config.region accordingly)`),
    );
    this.status = status;
    this.code = code;
    this.retryAfter = retryAfter(headers);
  }
}

const isAboutRegion = (status: number, code: string | undefined): boolean =>
  status === 301 || isRegionRefusal(code ?? '');

/** S3 returns the region in a header, and in the XML of `AuthorizationHeaderMalformed`. */
const regionIn = (
  headers: IncomingHttpHeaders,
  fromXml: string | undefined,
): string | undefined => {
  const region = String(headers['x-amz-bucket-region'] ?? fromXml ?? '');
  return /^[\w-]{1,64}$/.test(region) ? region : undefined;
};

/** Whether a response's body is an S3 error. Some errors have the status of a success. */
export const containsError = (body: Buffer): boolean => error.test(body.toString());

const error = /<Error[\s/>]/;

/** The fields read from an error. */
interface ErrorFields {
  readonly code?: string | undefined;
  readonly message?: string | undefined;
  /** The header that `NotImplemented` is about. */
  readonly header?: string | undefined;
  readonly region?: string | undefined;
}

/**
 * Reads the fields of S3's error XML. It does not use an XML parser: a response may come from anyone,
 * and these expressions read it in one pass without building anything from it.
 */
const parseErrorFields = (xml: string): ErrorFields => {
  if (!error.test(xml)) return {};
  const claimed = /<Code>\s*([\w.]{1,64})\s*<\/Code>/.exec(xml)?.[1];
  const code = claimed !== undefined && isOwnCode(claimed) ? undefined : claimed;
  const message = /<Message>([^<]*)<\/Message>/.exec(xml)?.[1];
  const header = /<Header>\s*([\w-]{1,64})\s*<\/Header>/.exec(xml)?.[1];
  const region = /<Region>\s*([\w-]{1,64})\s*<\/Region>/.exec(xml)?.[1];
  return { code, message: message && unescapedXml(message), header, region };
};

/** In seconds. No delay of a retry schedule is longer. */
const maxSeconds = 86_400;

/**
 * Returns the seconds after which a store asks to be retried (RFC 9110 section 10.2.3), at most
 * one day; undefined when it does not say. A date is relative to the response's own `Date`,
 * independent of our clock.
 */
const retryAfter = (headers: IncomingHttpHeaders): number | undefined => {
  const text = headers['retry-after'] ?? '';
  const seconds = /^\d{1,10}$/.test(text)
    ? Number(text)
    : Math.ceil((Date.parse(text) - Date.parse(headers.date ?? '')) / 1_000);
  return seconds > 0 ? Math.min(seconds, maxSeconds) : undefined;
};

const names = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
]);

/**
 * Replaces XML's own character and entity references by the text they stand for (XML 1.0 sections
 * 4.1 and 4.6). Any other reference is unchanged.
 */
const unescapedXml = (text: string): string =>
  text.replaceAll(
    /&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(amp|lt|gt|quot|apos));/gi,
    (reference, hex?: string, decimal?: string, name?: string) =>
      name === undefined
        ? character(hex === undefined ? Number(decimal) : Number.parseInt(hex, 16), reference)
        : (names.get(name) ?? reference),
  );

const character = (code: number, otherwise: string): string =>
  code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
