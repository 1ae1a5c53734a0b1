import { describe, expect, it } from 'vitest';
import { encodedWords } from '../../../lambdas/destination-types/aws-s3/encoded-word.ts';

/** Decodes RFC 2047 B words in UTF-8, each by itself as section 5 requires. */
const decoded = (words: string): string =>
  words
    .split(' ')
    .map((word) => {
      const [, base64 = ''] = /^=\?UTF-8\?B\?([A-Za-z0-9+/=]*)\?=$/.exec(word) ?? [];
      return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(base64, 'base64'));
    })
    .join('');

describe('encoded words', () => {
  it.each([
    'ü',
    'a\nb\r\nc',
    '日本語'.repeat(50),
    '🎉'.repeat(100),
    `a${'🎉'.repeat(11)}`,
    'x'.repeat(1000),
    '=?UTF-8?B?w7w=?=',
    '  ',
  ])('can be decoded: %j', (text) => {
    expect(decoded(encodedWords(text))).toBe(text);
  });

  it('are at most 75 characters long', () => {
    const words = encodedWords('日本語🎉x'.repeat(100)).split(' ');
    expect(Math.max(...words.map((word) => word.length))).toBeLessThanOrEqual(75);
  });

  it('use the full length', () => {
    expect(encodedWords('x'.repeat(45)).split(' ')).toHaveLength(1);
    expect(encodedWords('x'.repeat(46)).split(' ')).toHaveLength(2);
  });

  it('have a replacement character for a lone surrogate', () => {
    expect(decoded(encodedWords('a\ud83d'))).toBe('a\ufffd');
  });
});
