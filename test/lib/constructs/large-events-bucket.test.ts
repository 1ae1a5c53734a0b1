import { RemovalPolicy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { expect, test } from 'vitest';
import { LargeEventsBucket } from '../../../lib/constructs/large-events-bucket.ts';
import { aStack, templateOf } from '../support/stacks.ts';

const templateWith = (given: Partial<ConstructorParameters<typeof LargeEventsBucket>[2]> = {}) => {
  const stack = aStack();
  new LargeEventsBucket(stack, 'LargeEvents', {
    eventRetentionDays: 30,
    publisherAccountIds: [],
    removalPolicy: RemovalPolicy.RETAIN,
    ...given,
  });
  return Template.fromStack(stack);
};

const rule = (Prefix: string, ExpirationInDays: number) =>
  Match.objectLike({ Prefix, ExpirationInDays, Status: 'Enabled' });

test('objects are encrypted, owned by the bucket, and not public', () => {
  templateWith().hasResourceProperties('AWS::S3::Bucket', {
    BucketEncryption: {
      ServerSideEncryptionConfiguration: [
        { ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } },
      ],
    },
    OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    PublicAccessBlockConfiguration: {
      BlockPublicAcls: true,
      BlockPublicPolicy: true,
      IgnorePublicAcls: true,
      RestrictPublicBuckets: true,
    },
    VersioningConfiguration: Match.absent(),
  });
});

test.each([
  [1, 8],
  [30, 37],
  [3650, 3657],
])(
  'with %i days of event retention an event’s data is kept for %i, a message’s payload for 21',
  (eventRetentionDays, days) => {
    templateWith({ eventRetentionDays }).hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: {
        Rules: [
          rule('events/', days),
          rule('publish/', 21),
          Match.objectLike({ AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }),
        ],
      },
    });
  },
);

test('access without TLS is denied', () => {
  templateWith().hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        Match.objectLike({
          Effect: 'Deny',
          Principal: { AWS: '*' },
          Action: 's3:*',
          Condition: { Bool: { 'aws:SecureTransport': 'false' } },
        }),
      ]),
    },
  });
});

test('other accounts may put payloads and nothing else', () => {
  const template = templateWith({ publisherAccountIds: ['111122223333'] });
  template.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([
        {
          Sid: 'PublisherAccounts',
          Effect: 'Allow',
          Principal: {
            AWS: {
              'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':iam::111122223333:root']],
            },
          },
          Action: 's3:PutObject',
          Resource: {
            'Fn::Join': ['', [{ 'Fn::GetAtt': [Match.anyValue(), 'Arn'] }, '/publish/*']],
          },
        },
      ]),
    },
  });
});

test('no other principal has access', () => {
  const policies = templateWith().findResources('AWS::S3::BucketPolicy');
  expect(JSON.stringify(policies)).not.toContain('"Allow"');
});

test('no function empties or fills the bucket', () => {
  const template = templateOf({ removalPolicy: 'destroy' });
  expect(template.findResources('Custom::S3AutoDeleteObjects')).toEqual({});
});

test('functions may use only the existing bucket that is configured', () => {
  const template = templateOf({ existingLargeEventsBucketName: 'handed-over' });
  const policies = JSON.stringify(template.findResources('AWS::IAM::Policy'));
  expect(policies).toContain(':s3:::handed-over/events/*');
  expect(policies).toContain(':s3:::handed-over/publish/*');
  expect(policies).not.toContain('LargeEventsBucket');
  template.hasOutput('LargeEventsBucketName', { Value: 'handed-over' });
});
