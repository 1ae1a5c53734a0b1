import { expect, test } from 'vitest';
import { configFields } from '../../../lambdas/destination-types/aws-s3/config.ts';
import { differences } from '../../../portal/destination-form/form-differences.ts';
import { emptyForm } from '../../../portal/destination-form/form-values.ts';

const description = { config_fields: configFields.map(({ form }) => form) };
const labels = { topics: 'Topics', filter: 'Filter', allTopics: 'All' };

test('two versions differ in topics, filter and config, and not in masked secrets', () => {
  const mine = emptyForm('aws_s3', 'keys', { bucket: 'a', region: 'eu-west-1' });
  const theirs = {
    ...emptyForm('aws_s3', 'keys', { bucket: 'a', region: 'us-east-1', tags: 'a=b' }),
    allTopics: false,
    topics: ['orders', 'refunds'],
    credentials: { key: 'AKIA****' },
  };
  expect(differences(description, mine, theirs, labels)).toEqual([
    { label: 'Topics', mine: 'All', theirs: 'orders, refunds' },
    { label: 'Region', mine: 'eu-west-1', theirs: 'us-east-1' },
    { label: 'Tags', mine: '', theirs: 'a=b' },
  ]);
});
