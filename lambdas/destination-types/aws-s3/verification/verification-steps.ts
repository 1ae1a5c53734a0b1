import type { Settings } from '../../destination-type.ts';
import type { VerificationStep } from '../../verification.ts';
import { expectedOwner } from '../role.ts';

const isAws = ({ endpoint }: Settings): boolean => !endpoint;
const hasRole = ({ role_arn }: Settings): boolean => Boolean(role_arn);
const hasKeys = (config: Settings): boolean => !hasRole(config);
const hasOwner = (config: Settings): boolean => expectedOwner(config) !== undefined;

/** The steps of a verification, in the order in which a put would fail. */
export const verificationSteps = [
  {
    name: 'key_template',
    description:
      'Each event gets its own key, and the key does not begin with event data unless there is a prefix.',
  },
  { name: 'reach', description: 'The store is reachable and healthy.' },
  { name: 'region', description: 'The bucket is in the region of the config.' },
  { name: 'bucket', description: 'The bucket exists.' },
  { name: 'credentials', description: 'The store accepts the credentials.', appliesTo: hasKeys },
  { name: 'assume_role', description: 'The role can be assumed.', appliesTo: hasRole },
  { name: 'external_id', description: 'The role demands the external id.', appliesTo: hasRole },
  { name: 'permission', description: 'Objects may be put (s3:PutObject).' },
  {
    name: 'owner',
    description: 'The bucket belongs to the expected account.',
    appliesTo: hasOwner,
  },
  {
    name: 'encryption',
    description:
      'The objects can be encrypted with the key of the bucket. If the test finds no failure, only the first delivery proves this.',
    appliesTo: isAws,
  },
  { name: 'storage_class', description: 'The store has the storage class.' },
  { name: 'options', description: 'The store accepts all other options of the object.' },
  { name: 'object_lock', description: 'The object has the checksum that Object Lock requires.' },
] as const satisfies readonly VerificationStep[];

/** The name of a step. */
export type Step = (typeof verificationSteps)[number]['name'];

const order = verificationSteps.map(({ name }) => name);

/** Whether a step comes after another. */
export const isAfter = (step: Step, other: Step): boolean =>
  order.indexOf(step) > order.indexOf(other);
