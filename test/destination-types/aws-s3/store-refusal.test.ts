import { describe, expect, it } from 'vitest';
import { StoreRefusal } from '../../../lambdas/destination-types/aws-s3/store-refusal.ts';
import { resultFromException } from '../../../lambdas/destination-types/aws-s3/write-result.ts';

/** The code and message that the customer sees for a response. */
const refusalOf = (body: string | undefined, status = 403) => {
  const answer = { status, headers: {}, body: body === undefined ? undefined : Buffer.from(body) };
  const result = resultFromException(new StoreRefusal(answer));
  return result.kind === 'delivered' ? [] : [result.code, result.message];
};

const nothing = ['http_403', 'The store responded with HTTP 403.'];
const error = (inner: string) => `<?xml version="1.0"?>\n<Error>${inner}</Error>`;

describe("a store's error response", () => {
  it.each([
    error('<Code>AccessDenied</Code><Message>No.</Message><RequestId>1</RequestId>'),
    error('<Message>No.</Message>\n<Code>\n  AccessDenied </Code>'),
    '<Error xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Code>AccessDenied</Code><Message>No.</Message></Error>',
    '<ErrorResponse><Error><Code>AccessDenied</Code><Message>No.</Message></Error></ErrorResponse>',
    `<?xml version="1.0"?><!-- ${'x'.repeat(50_000)} -->${error('<Code>AccessDenied</Code><Message>No.</Message>')}`,
  ])('has its code and its message: %s', (xml) => {
    expect(refusalOf(xml)).toEqual(['AccessDenied', 'No.']);
  });

  it.each([
    ['', ...nothing],
    ['not XML at all', ...nothing],
    ['{"Error":{"Code":"AccessDenied"}}', ...nothing],
    ['<html><Code>AccessDenied</Code><Message>No.</Message></html>', ...nothing],
    [error('<Code></Code><Message>No.</Message>'), ...nothing],
    [error('<Code>evil#x</Code><Message>No.</Message>'), ...nothing],
    [error('<Code><a/></Code><Message>No.</Message>'), ...nothing],
    [error(`<Code>${'A'.repeat(65)}</Code>`), ...nothing],
    [error('<Code>event_expired</Code><Message>No.</Message>'), ...nothing],
    [error('<Code>STS.Throttling</Code><Message>No.</Message>'), ...nothing],
    [error('<Code>key_template</Code><Message>No.</Message>'), ...nothing],
    [error('<Code>EMPTY</Code><Message>No.</Message>'), ...nothing],
    [error('<Code>http_429</Code><Message>No.</Message>'), ...nothing],
    [error('<Code>AccessDenied</Code>'), 'AccessDenied', nothing[1]],
    [error('<Code>AccessDenied</Code><Message/>'), 'AccessDenied', nothing[1]],
    [error('<Code>AccessDenied</Code><Message><a>b</a></Message>'), 'AccessDenied', nothing[1]],
    [error('<Code>A</Code><Message>1</Message><Message>2</Message>'), 'A', '1'],
    [error('<Code>A</Code><Message></Message>'), 'A', nothing[1]],
    [error('<Code>A</Code><Message> \n</Message>'), 'A', nothing[1]],
    [
      error(
        '<Code>NotImplemented</Code><Message>A header is not implemented</Message><Header>x-amz-tagging</Header>',
      ),
      'NotImplemented',
      'A header is not implemented (header: x-amz-tagging)',
    ],
    [
      error('<Code>NotImplemented</Code><Header>Transfer-Encoding</Header>'),
      'NotImplemented',
      'The store responded with HTTP 403. (header: Transfer-Encoding)',
    ],
    [error('<Code>A</Code><Message>1</Message><Header>a b</Header>'), 'A', '1'],
    [error('<Code>A</Code><Message>1</Message><name>TimeoutError</name>'), 'A', '1'],
    [
      error(
        '<Code>A</Code><Message>1</Message><$metadata><httpStatusCode>200</httpStatusCode></$metadata>',
      ),
      'A',
      '1',
    ],
    ['<a>'.repeat(20_000), ...nothing],
    ['\u0000\u001f\u008b', ...nothing],
  ])('is parsed in the unusual form: %s', (body, ...expected) => {
    expect(refusalOf(body)).toEqual(expected);
  });

  it('has its status in the message when its body is too long', () => {
    expect(refusalOf(undefined)).toEqual(nothing);
    expect(refusalOf(undefined, 503)[0]).toBe('http_503');
  });

  it.each([
    ['&lt;b&gt; &amp;amp; &quot;c&quot; &apos;d&apos;', `<b> &amp; "c" 'd'`],
    ['&#252;&#xFC;&#x1F389;', 'üü🎉'],
    [
      '&lol; &copy; &; &#; &#x; & &#0; &#x110000; &#xffffff;',
      '&lol; &copy; &; &#; &#x; & &#0; &#x110000; &#xffffff;',
    ],
  ])('is decoded from XML escapes: %s', (written, read) => {
    expect(refusalOf(error(`<Code>A</Code><Message>${written}</Message>`))).toEqual(['A', read]);
  });

  it('does not expand XML entities defined in the response', () => {
    const jokes = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c "&b;&b;">]>';
    const xml = `${jokes}<Error><Code>A</Code><Message>&c;</Message></Error>`;
    expect(refusalOf(xml)).toEqual(['A', '&c;']);
  });
});
