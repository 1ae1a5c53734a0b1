import * as z from 'zod';

const Document = z.record(z.string(), z.unknown()).readonly();

const Policy = z.object({
  Version: z.literal('2012-10-17'),
  Statement: z.array(Document).readonly(),
});

const objects = 'arn:aws:s3:::my-events-bucket/waybill/*';
const role = 'arn:aws:iam::444455556666:role/event-delivery';
const accessRole = 'arn:aws:iam::111122223333:role/waybill-prod-eu-west-1-access';
const externalId = 'waybill-01KAN3R5D8WJ4Y0C6Q1V7T2MZX';

const policyExample = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const put = { Effect: 'Allow', Action: 's3:PutObject', Resource: objects };

/** The resources that a customer must create to give access to a bucket, as the API shows them. */
export const SetupBody = z
  .object({
    external_id: z.string().meta({
      description: 'The external id of the tenant. The trust policy demands it.',
      example: externalId,
    }),
    principal: z.object({ account: z.string(), role_arn: z.string() }).meta({
      description: 'Who assumes the role: the account of the service, and its access role.',
      example: { account: '111122223333', role_arn: accessRole },
    }),
    trust_policy: Policy.meta({
      description: 'The trust policy of the role.',
      example: policyExample({
        Effect: 'Allow',
        Principal: { AWS: 'arn:aws:iam::111122223333:root' },
        Action: 'sts:AssumeRole',
        Condition: {
          StringEquals: { 'sts:ExternalId': externalId },
          ArnEquals: { 'aws:PrincipalArn': accessRole },
        },
      }),
    }),
    permission_policy: Policy.meta({
      description: 'The permission policy of the role.',
      example: policyExample(put),
    }),
    bucket_policy: Policy.nullable().meta({
      description:
        'What the policy of the bucket must contain if the bucket and the role belong to different accounts; otherwise it is not needed. Null without `role_arn`, and for an access point.',
      example: policyExample({ Principal: { AWS: role }, ...put }),
    }),
    kms_key_policy_statement: Document.nullable().meta({
      description:
        'The statement that the policy of the KMS key needs, unless the key policy already delegates to IAM in the account of the role. Its principal is `role_arn`, or the account of the key. Null without `kms_key_arn`.',
      example: null,
    }),
    cloudformation: z
      .object({
        template: z.string().meta({ description: 'YAML. The output `RoleArn` is the role.' }),
        quick_create_url: z.string().nullable().meta({
          description:
            'A page of the AWS console that creates the stack; null in the local stack, and in partitions without a public console.',
        }),
        expires_at: z.iso.datetime().nullable().meta({
          description: 'When the link expires; null if it does not.',
        }),
      })
      .meta({
        example: {
          template: 'AWSTemplateFormatVersion: "2010-09-09"\n…',
          quick_create_url:
            'https://eu-central-1.console.aws.amazon.com/cloudformation/home?region=eu-central-1#/stacks/create/review?templateURL=…',
          expires_at: null,
        },
      }),
    terraform: z.string().meta({
      description: 'A Terraform configuration. The output `role_arn` is the role.',
      example: 'resource "aws_iam_role" "event_delivery" {\n…',
    }),
    cdk: z.string().meta({
      description: 'A CDK stack in TypeScript. The output `RoleArn` is the role.',
      example: 'import { CfnOutput, Stack, type StackProps } from "aws-cdk-lib";\n…',
    }),
    cli: z.string().meta({
      description:
        'Commands of the AWS CLI for a POSIX shell. The first command prints the ARN of the role.',
      example: "aws iam create-role --role-name 'event-delivery' …",
    }),
    config: z
      .record(z.string(), z.string())
      .readonly()
      .meta({
        description:
          'The `config` of a create request. Without `role_arn` in the request, add the ARN of the role.',
        example: {
          bucket: 'my-events-bucket',
          region: 'eu-central-1',
          prefix: 'waybill/',
          role_arn: role,
        },
      }),
  })
  .meta({ id: 'Setup' });
export type SetupBody = z.output<typeof SetupBody>;
