import { describe, expect, it } from 'vitest';
import { awsS3 } from '../../../lambdas/destination-types/aws-s3/aws-s3.ts';
import type { Settings } from '../../../lambdas/destination-types/destination-type.ts';

const valid = { key: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' };

const errors = (credentials: Settings): readonly string[] => {
  const result = awsS3.parseCredentials(credentials, {});
  return 'errors' in result ? result.errors : [];
};

describe('credentials', () => {
  it('are a key and a secret', () => {
    expect(awsS3.parseCredentials(valid, {})).toEqual({ settings: valid });
  });

  it('may have a session token', () => {
    const temporary = { ...valid, session: `FwoGZXIvYXdzE${'x'.repeat(2000)}==` };
    expect(awsS3.parseCredentials(temporary, {})).toEqual({ settings: temporary });
  });

  it('drop an empty session token', () => {
    expect(awsS3.parseCredentials({ ...valid, session: '' }, {})).toEqual({ settings: valid });
  });

  it('report all missing fields together', () => {
    expect(errors({ key: '' })).toEqual([
      'credentials.key is required',
      'credentials.secret is required',
    ]);
  });

  it('may not have other fields', () => {
    expect(errors({ ...valid, token: 'x' })).toEqual([
      'credentials.token is not a known field; known fields: key, secret, session',
    ]);
  });

  it('may be any text, as only the store validates them', () => {
    const odd = { key: 'AKIA…', secret: '…' };
    expect(awsS3.parseCredentials(odd, {})).toEqual({ settings: odd });
  });

  it.each([
    ['key', 'a b', 'must not contain white space or control characters'],
    ['key', 'AKIA\r\nX-Injected: 1', 'must not contain white space or control characters'],
    ['key', 'k'.repeat(129), 'must be at most 128 bytes long'],
    ['secret', 'a\u00a0b', 'must not contain white space or control characters'],
    ['secret', 's'.repeat(513), 'must be at most 512 bytes long'],
    ['session', ' token', 'must not contain white space or control characters'],
    ['session', 'ü'.repeat(2049), 'must be at most 4096 bytes long'],
  ])('reject an invalid %s without repeating it: %#', (field, value, error) => {
    expect(errors({ ...valid, [field]: value })).toEqual([`credentials.${field} ${error}`]);
  });
});
