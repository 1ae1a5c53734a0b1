import { expect, test } from 'vitest';
import { awsS3 } from '../../../lambdas/destination-types/aws-s3/aws-s3.ts';
import { batchLimits } from '../../../lambdas/destination-types/aws-s3/batches/batch-limits.ts';
import {
  batchFieldsOf,
  batchSeconds,
  layoutOf,
  optionsOf,
} from '../../../portal/destination-form/type-layout.ts';

const fields = awsS3.description.config_fields;
const layout = layoutOf('aws_s3', fields);

const OF_BATCHES = [
  'batch_max_events',
  'batch_max_bytes',
  'batch_max_seconds',
  'partition',
  'time_zone',
  'compression',
  'body',
];

test.each([{}, { format: '' }, { format: 'json' }])('%j has no fields of batches', (config) => {
  expect(batchFieldsOf(layout, fields, config)).toEqual([]);
  expect(optionsOf(layout, fields, config)).toEqual(expect.arrayContaining(OF_BATCHES));
});

test('a format of batches shows its own fields and those that apply to it', () => {
  const config = { format: 'ndjson' };
  expect(batchFieldsOf(layout, fields, config)).toEqual(OF_BATCHES);
  const options = optionsOf(layout, fields, config);
  expect(options.filter((key) => OF_BATCHES.includes(key))).toEqual([]);
  expect(options).toContain('sse');
});

test('the format is not among the options', () => {
  expect(optionsOf(layout, fields, {})).not.toContain('format');
});

test('the default key template of batches comes from the type', () => {
  const template = fields.find(({ key }) => key === 'key_template');
  expect(template?.help).toContain(layout.batchTemplate);
});

test.each([{}, { batch_max_seconds: '' }, { batch_max_seconds: '60' }])(
  'the maximum age of a batch comes from the type: %j',
  (config) => {
    expect(batchSeconds({ config })).toBe(batchLimits(config).seconds);
  },
);
