import { partitionInArn, partitionOfRegion } from '../../../platform/aws/partitions.ts';
import type { DestinationTarget, WriterSettings } from '../../destination-type.ts';
import type { Fix, StepResult } from '../../verification.ts';
import { type Denial, denialIn } from '../denial.ts';
import {
  encryptStatement,
  putStatement,
  type Statement,
  trustStatement,
} from '../policy-statements.ts';
import { expectedOwner } from '../role.ts';

type Target = Omit<DestinationTarget, 'credentials'>;
type FixOf = (step: StepResult, destination: Target, settings: WriterSettings) => Fix | undefined;

/** Returns how the customer can fix a step that did not pass; undefined if no fix is known. */
export const fixFor = (
  step: StepResult,
  destination: Target,
  settings: WriterSettings,
): Fix | undefined =>
  step.status === 'failed' || step.status === 'warning'
    ? fixes.get(step.name)?.(step, destination, settings)
    : undefined;

const config = (text: string): Fix => ({ where: 'config', text });
const account = (text: string): Fix => ({ where: 'account', text });

const fixReach: FixOf = ({ code }, { config: { endpoint } }) =>
  code === 'connection' && endpoint ? config('Check config.endpoint.') : undefined;

const fixRegion: FixOf = ({ message = '' }) => {
  const region = /bucket is in ([\w-]+)/.exec(message)?.[1];
  return config(`Set config.region to ${region ?? 'the region of the bucket'}.`);
};

const fixRole: FixOf = ({ name, code }, { external_id }, { accessRoleArn }) => {
  if (code === 'STS.RegionDisabled') return account('Activate AWS STS in the region.');
  if (code?.startsWith('STS.') && code !== 'STS.AccessDenied') return undefined;
  return {
    where: 'trust_policy',
    statement: external_id === undefined ? undefined : trustStatement(external_id, accessRoleArn),
    text:
      name === 'external_id'
        ? 'Replace the statement of the trust policy that lets Waybill assume the role without this external id.'
        : 'Add this statement to the trust policy of the role.',
  };
};

/** Who puts the objects, as the principal of a policy; undefined when that is not known. */
const principalOf = (denial: Denial, { config: { role_arn } }: Target): Statement | undefined => {
  const arn = role_arn || denial.user;
  return arn === undefined ? undefined : { AWS: arn };
};

/** Whether a denial comes from a policy of the whole organization, or of the network. */
const ofAccount: ReadonlySet<string | undefined> = new Set([
  'service control',
  'resource control',
  'vpc endpoint',
]);

/** The fix of a denied request. */
const fixDenial = (
  denial: Denial,
  destination: Target,
  statement: Statement,
  resourcePolicy: 'bucket_policy' | 'kms_key_policy',
): Fix => {
  const { policy, isExplicit } = denial;
  if (ofAccount.has(policy)) {
    return account(`Allow the request in the ${policy} policy of your organization.`);
  }
  const isResource = policy === 'resource-based' || (!policy && isOfOtherAccount(destination));
  const where = isResource ? resourcePolicy : 'permission_policy';
  if (isExplicit) {
    return { where, text: `Change the statement of the ${policy} policy that denies the request.` };
  }
  const Principal = isResource ? principalOf(denial, destination) : undefined;
  return {
    where,
    statement: isResource ? Principal && { Principal, ...statement } : statement,
    text: isResource
      ? `Add this statement to the policy of the ${resourcePolicy === 'bucket_policy' ? 'bucket' : 'KMS key'}.`
      : `Add this statement to the ${policy === 'permissions boundary' ? policy : 'permissions'} of the role or user.`,
  };
};

/** Whether the bucket belongs to another account than the role. */
const isOfOtherAccount = ({ config: { role_arn, ...others } }: Target): boolean =>
  role_arn !== undefined && expectedOwner({ role_arn, ...others }) !== expectedOwner({ role_arn });

const fixPermission: FixOf = ({ code, message = '' }, destination) => {
  if (code !== 'AccessDenied') return undefined;
  const denial = denialIn(message);
  const { region = '', role_arn } = destination.config;
  if (destination.config.endpoint) {
    return { where: 'permission_policy', text: 'Allow s3:PutObject on the bucket and prefix.' };
  }
  const partition = role_arn ? partitionInArn(role_arn) : partitionOfRegion(region).name;
  const statement = putStatement(destination.config, partition);
  const Action = /^s3:PutObject\w*$/.test(denial.action ?? '') ? denial.action : statement.Action;
  return fixDenial(denial, destination, { ...statement, Action }, 'bucket_policy');
};

const fixEncryption: FixOf = ({ code, message = '' }, destination) => {
  if (destination.config.endpoint) return undefined;
  if (code !== 'AccessDenied') {
    return account(
      destination.config.kms_key_id
        ? 'Enable the KMS key of config.kms_key_id, or choose another.'
        : 'Enable the KMS key that encrypts the bucket, or choose another for the bucket.',
    );
  }
  const denial = denialIn(message);
  const ofConfig = encryptStatement(destination.config);
  const isKeyPolicy = denial.policy === 'resource-based';
  const Resource = isKeyPolicy ? '*' : (denial.kmsKey ?? ofConfig.Resource);
  const statement = { ...ofConfig, Resource };
  return fixDenial(denial, destination, statement, 'kms_key_policy');
};

/** The credentials of a role are ours. */
const fixCredentials: FixOf = (_, { config: { role_arn } }) =>
  role_arn ? undefined : config('Enter the id and the secret of an active access key.');

const fixOptions: FixOf = ({ code }) =>
  code === 'InvalidRequest' || code === 'NotImplemented' || code === 'InvalidArgument'
    ? config('Remove the option that the message names from the config.')
    : undefined;

const fixes: ReadonlyMap<string, FixOf> = new Map<string, FixOf>([
  [
    'key_template',
    ({ code }) =>
      config(
        code === 'key_not_unique'
          ? 'Put metadata."event-id" into config.key_template.'
          : 'Set config.prefix, or let config.key_template begin with text of your own.',
      ),
  ],
  ['reach', fixReach],
  ['region', fixRegion],
  ['bucket', () => config('Check config.bucket, or create the bucket.')],
  ['credentials', fixCredentials],
  ['assume_role', fixRole],
  ['external_id', fixRole],
  ['permission', fixPermission],
  ['owner', () => config('Set config.expected_bucket_owner to the account that owns the bucket.')],
  ['encryption', fixEncryption],
  ['storage_class', () => config('Choose another config.storage_class.')],
  ['options', fixOptions],
  [
    'object_lock',
    () => config('Turn off the default retention of the bucket, or choose another bucket.'),
  ],
]);
