import { expect, test } from 'vitest';
import { isAwsRegion, nearestAwsRegion } from '../../../lambdas/destination-types/aws-s3/region.ts';

test.each([
  ...['us-east-1', 'us-gov-east-1', 'eusc-de-east-1', 'cn-northwest-1', 'ap-southeast-7'],
  // regions that do not exist today
  ...['us-south-1', 'eu-northeast-1', 'ap-southeast-9', 'nz-south-1', 'ch-central-1', 'jp-east-2'],
  ...['eusc-fr-west-1', 'us-isog-north-1'],
])('accepts %s as a region', (region) => {
  expect(isAwsRegion(region)).toBe(true);
});

test.each([
  ['us-est-1', 'us-east-1'],
  ['us-eest-1', 'us-east-1'],
  ['eu-wset-3', 'eu-west-3'],
  ['eu-centrl-1', 'eu-central-1'],
  ['ue-west-1', 'eu-west-1'],
  ['pa-southeast-2', 'ap-southeast-2'],
  ['uss-east-2', 'us-east-2'],
  ['us-gv-west-1', 'us-gov-west-1'],
  ['us-govwest-1', 'us-gov-west-1'],
  ['us-east1', 'us-east-1'],
  ['useast1', 'us-east-1'],
  ['eu_west_1', 'eu-west-1'],
  ['EU-WEST-1', 'eu-west-1'],
  ['eu-central', 'eu-central-1'],
  ['us-east-1a', 'us-east-1'],
  ['ap-south-east-1', 'ap-southeast-1'],
  [' eu-north-1 ', 'eu-north-1'],
  ['auto', undefined],
  ['frankfurt', undefined],
  ['a-b-c-1', undefined],
  ['xx-central-99', undefined],
  ['constructor', undefined],
  ['x'.repeat(100_000), undefined],
])('rejects the region %s and suggests %s', (region, meant) => {
  expect(isAwsRegion(region)).toBe(false);
  expect(nearestAwsRegion(region)).toBe(meant);
});
