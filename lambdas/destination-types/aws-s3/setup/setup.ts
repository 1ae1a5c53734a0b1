import { partitionInArn } from '../../../platform/aws/partitions.ts';
import type { Settings } from '../../destination-type.ts';
import type { SetupGuide, SetupSettings } from '../../guides.ts';
import {
  accountOf,
  accountRoot,
  encryptStatement,
  objectsOf,
  policyWith,
  putStatement,
  trustStatement,
} from '../policy-statements.ts';
import type { AccessPlan } from './access-plan.ts';
import { cdkFor } from './cdk.ts';
import { cliFor } from './cli.ts';
import { quickCreateUrl, templateFor } from './cloudformation.ts';
import { parseRequest, requestFields } from './request.ts';
import { SetupBody } from './setup-body.ts';
import { terraformFor } from './terraform.ts';

/** Returns the config of the destination. */
const configFor = ({ kms_key_arn, ...config }: Settings): Settings =>
  kms_key_arn ? { ...config, sse: 'aws:kms', kms_key_id: kms_key_arn } : config;

/** Returns what the customer must create. */
const planFor = (
  config: Settings,
  externalId: string,
  { accessRoleArn }: SetupSettings,
): AccessPlan => {
  const partition = partitionInArn(accessRoleArn);
  return {
    externalId,
    accessRoleArn,
    roleArn: config.role_arn,
    region: config.region ?? '',
    objects: objectsOf(config, partition),
    kmsKeyArn: config.kms_key_id,
    trust: policyWith([trustStatement(externalId, accessRoleArn)]),
    permissions: policyWith([
      putStatement(config, partition),
      ...(config.kms_key_id ? [encryptStatement(config)] : []),
    ]),
  };
};

/**
 * Returns the policy of the bucket. The bucket of an access point is not known, and the policy of an
 * access point cannot name it by its alias.
 */
const bucketPolicyFor = (config: Settings, { accessRoleArn }: SetupSettings) =>
  config.role_arn && !/^arn:|-s3alias$/.test(config.bucket ?? '')
    ? policyWith([
        {
          Principal: { AWS: config.role_arn },
          ...putStatement(config, partitionInArn(accessRoleArn)),
        },
      ])
    : null;

/** Returns the statement of the key's policy. The resource `*` of a key policy is the key. */
const keyStatementFor = ({ kms_key_arn, role_arn, ...config }: Settings) =>
  kms_key_arn
    ? { Principal: { AWS: role_arn ?? accountRoot(kms_key_arn) }, ...encryptStatement(config) }
    : null;

const setup = (request: Settings, externalId: string, settings: SetupSettings): SetupBody => {
  const config = configFor(request);
  const plan = planFor(config, externalId, settings);
  const link = settings.templateLink();
  return {
    external_id: externalId,
    principal: {
      account: accountOf(settings.accessRoleArn),
      role_arn: settings.accessRoleArn,
    },
    trust_policy: plan.trust,
    permission_policy: plan.permissions,
    bucket_policy: bucketPolicyFor(request, settings),
    kms_key_policy_statement: keyStatementFor(request),
    cloudformation: {
      template: templateFor(plan),
      quick_create_url: link ? quickCreateUrl(plan, link.url) : null,
      expires_at: link?.expiresAt ?? null,
    },
    terraform: terraformFor(plan),
    cdk: cdkFor(plan),
    cli: cliFor(plan),
    config,
  };
};

/** How a customer gives access to a bucket on AWS through a role. */
export const awsS3Setup: SetupGuide = {
  fields: requestFields.map(({ form }) => form),
  body: SetupBody,
  parseRequest,
  setup,
};
