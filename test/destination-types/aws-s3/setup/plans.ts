import type { AccessPlan } from '../../../../lambdas/destination-types/aws-s3/setup/access-plan.ts';
import { awsS3Setup } from '../../../../lambdas/destination-types/aws-s3/setup/setup.ts';
import { SetupBody } from '../../../../lambdas/destination-types/aws-s3/setup/setup-body.ts';
import type { Settings } from '../../../../lambdas/destination-types/destination-type.ts';
import type { SetupSettings } from '../../../../lambdas/destination-types/guides.ts';

export const EXTERNAL_ID = 'waybill-01KAN3R5D8WJ4Y0C6Q1V7T2MZX';
export const ACCESS_ROLE_ARN = 'arn:aws:iam::111122223333:role/waybill-prod-eu-west-1-access';
export const ROLE_ARN = 'arn:aws:iam::444455556666:role/data/event-delivery';
export const KEY_ARN =
  'arn:aws:kms:eu-central-1:444455556666:key/1234abcd-12ab-34cd-56ef-1234567890ab';

/** A stage without the template of a link. */
export const settings: SetupSettings = {
  allowPrivateEndpoints: false,
  allowedEndpointPorts: [443],
  accessRoleArn: ACCESS_ROLE_ARN,
  cloudEventsSource: 'urn:waybill:prod',
  eventRetentionDays: 30,
  templateLink: () => undefined,
};

/** A request for a bucket, except for the overrides of a test. */
export const requestWith = (given: Settings = {}): Settings => ({
  bucket: 'my-events-bucket',
  region: 'eu-central-1',
  ...given,
});

/** The errors of a request. */
export const errorsOf = (given: Settings, stage = settings): readonly string[] => {
  const parsed = awsS3Setup.parseRequest(given, stage);
  return 'errors' in parsed ? parsed.errors : [];
};

/** The setup of a valid request. */
export const setupFor = (given: Settings = {}, stage = settings): SetupBody => {
  const parsed = awsS3Setup.parseRequest(requestWith(given), stage);
  if ('errors' in parsed) throw new Error(parsed.errors.join());
  return SetupBody.parse(awsS3Setup.setup(parsed.settings, EXTERNAL_ID, stage));
};

/** The names and values that a validated request may have at most, and some that it may not. */
export const HOSTILE = [
  `it's!(a)_b.c=d-e/`,
  `'; touch /tmp/x; echo '`,
  '`id`$(id)$HOME',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is what an attacker sends.
  '${file("/etc/passwd")} $${x} %{ if true }y%{ endif } %%{z}',
  '"}) } process.exit(1) //',
  '\\", "Resource": "*',
  '" }\n  - Effect: Allow # !Ref AWS::AccountId',
  '\u0000\u0008\u000c\t\r\n\u2028\\b\\f\\',
  '{{resolve:ssm:secret}} <script>&é😀',
];

/** A plan with a text in each of its values, as if it had not been validated. */
export const planOf = (text: string): AccessPlan => ({
  externalId: text,
  accessRoleArn: ACCESS_ROLE_ARN,
  region: text,
  objects: text,
  kmsKeyArn: text,
  trust: {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': text } },
      },
    ],
  },
  permissions: {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 's3:PutObject', Resource: text }],
  },
});
