/** The texts of a test. */

export const steps = 'Steps of the test';
export const status = {
  passed: 'Passed',
  failed: 'Failed',
  warning: 'Passed, with a warning',
  skipped: 'Not needed',
  unknown: 'Unknown',
  not_reached: 'Not reached',
} as const;
export const fix = 'What to do';
/** Without the trust policy, because the texts about it name it themselves. */
export const where = {
  permission_policy: 'In the permissions of the role or user',
  bucket_policy: 'In the bucket policy',
  kms_key_policy: 'In the policy of the KMS key',
  config: 'In the settings of the destination',
  account: 'In your AWS account',
} as const;
export const toField = 'Go to the field';
export const statement = 'the statement';
