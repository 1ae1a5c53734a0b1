import { describe, expect, it } from 'vitest';
import { awsS3 } from '../../../lambdas/destination-types/aws-s3/aws-s3.ts';
import { instructions } from '../../../lambdas/destination-types/aws-s3/description.ts';
import { keyFor } from '../../../lambdas/destination-types/aws-s3/s3-object.ts';
import { anEvent, aPlace, guarded } from './builders.ts';

const { description } = awsS3;

describe('the description', () => {
  it('describes exactly the existing config fields', () => {
    const keys = description.config_fields.map(({ key }) => key);
    const config = Object.fromEntries(keys.map((key) => [key, '!']));
    const result = awsS3.parseConfig(config, guarded);
    expect('errors' in result && result.errors.join()).not.toContain('not a known field');
    expect(awsS3.parseConfig({ other: 'x' }, guarded)).toEqual({
      errors: expect.arrayContaining([
        `config.other is not a known field; known fields: ${keys.join(', ')}`,
      ]),
    });
  });

  it('describes exactly the existing credential fields, all of them sensitive', () => {
    const keys = description.credential_fields.map(({ key }) => key);
    expect(awsS3.parseCredentials({ key: 'k', secret: 's', other: 'x' }, {})).toEqual({
      errors: [`credentials.other is not a known field; known fields: ${keys.join(', ')}`],
    });
    expect(description.credential_fields.every(({ sensitive }) => sensitive)).toBe(true);
  });

  it('marks as required the fields that are rejected when missing', () => {
    const required = [...description.config_fields, ...description.credential_fields]
      .filter((field) => field.required)
      .map(({ key }) => key);
    const errors = [awsS3.parseConfig({}, guarded), awsS3.parseCredentials({}, {})].flatMap(
      (result) => ('errors' in result ? result.errors : []),
    );
    expect(errors.map((error) => /\.(\w+) is required$/.exec(error)?.[1])).toEqual(required);
  });

  it('has templates in its instructions that evaluate to the documented keys', () => {
    const rows = [...instructions.matchAll(/^\| `(.+)` \| `(.+)` \|$/gm)];
    expect(rows).toHaveLength(6);
    for (const [, key_template = '', key] of rows) {
      const data = '{"customer_id":42,"name":"Acme Ltd","email":"a@b.example"}';
      const event = anEvent({ data });
      expect(keyFor(event, aPlace({ key_template }))).toEqual({ key });
    }
  });

  it('has an icon that is SVG', () => {
    expect(description.icon).toMatch(/^<svg [^>]+>.*<\/svg>$/);
  });

  it.each([
    ['my-events-bucket', true],
    ['My_Bucket', true],
    ['arn:aws-us-gov:s3:us-gov-west-1:123456789012:accesspoint/events', true],
    ['events-hrzrlukc5m36ft7okagglf3gmwluquse1b-s3alias', true],
    ['arn:aws:s3:::bucket', false],
    ['my bucket', false],
    ['my/bucket', false],
  ])('has a bucket pattern that %s matches: %s', (bucket, passes) => {
    const field = description.config_fields.find(({ key }) => key === 'bucket');
    expect(new RegExp(field?.pattern ?? '', 'v').test(bucket)).toBe(passes);
  });

  it('has patterns that browsers can compile for their input fields', () => {
    for (const { pattern } of [...description.config_fields, ...description.credential_fields]) {
      expect(() => new RegExp(pattern ?? '', 'v')).not.toThrow();
    }
  });
});
