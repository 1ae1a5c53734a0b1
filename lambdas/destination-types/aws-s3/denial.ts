/** The types of policies that AWS names in a denial. */
const TYPES = [
  'identity-based',
  'resource-based',
  'session',
  'service control',
  'resource control',
  'vpc endpoint',
  'permissions boundary',
] as const;

type PolicyType = (typeof TYPES)[number];

/** The content of the message of an `AccessDenied` error. */
export interface Denial {
  /** Such as `s3:PutObject`. */
  readonly action?: string | undefined;
  /** The ARN of the user, if the request was a user's. */
  readonly user?: string | undefined;
  /** The ARN of the KMS key. */
  readonly kmsKey?: string | undefined;
  /** The type of the policy that denies the request, or that does not allow it. */
  readonly policy?: PolicyType | undefined;
  /** Whether the policy has a statement that denies the request. */
  readonly isExplicit: boolean;
}

const REQUEST = /^User: (?<principal>\S+) is not authorized to perform: (?<action>\w+:\w+)/;
const USER_ARN = /^arn:aws[a-z-]*:iam::\d{12}:user\/[\w+=,.@/-]+$/;
const KMS_KEY = /\barn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[\w-]+/;

/**
 * The reason follows the quoted name of the object, which the customer chooses. KMS says of a key of
 * another account: `because the resource does not exist in this Region, no resource-based policies allow
 * access, …`.
 */
const REASON = new RegExp(
  `(?<how>because (?:[^",]*, )?no|explicit deny in an?) (?<policy>${TYPES.join('|')})\\b[^"]*$`,
  'i',
);

/**
 * The number of characters to read: AWS's messages contain at most two keys. The time to match a longer
 * message of another store would be quadratic in its length.
 */
const MAX_READ = 4_096;

/**
 * Reads the message of an `AccessDenied`. AWS names the type of the policy for most requests within an
 * account or organization
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshoot-403-errors.html).
 */
export const denialIn = (given: string): Denial => {
  const message = given.slice(0, MAX_READ);
  const { principal = '', action } = REQUEST.exec(message)?.groups ?? {};
  const { how, policy } = REASON.exec(withoutKey(message))?.groups ?? {};
  return {
    action,
    user: USER_ARN.test(principal) ? principal : undefined,
    kmsKey: KMS_KEY.exec(message)?.[0],
    policy: TYPES.find((type) => type === policy?.toLowerCase()),
    isExplicit: how?.toLowerCase().startsWith('explicit') ?? false,
  };
};

/** The message without the key that `namingKey` adds. */
const withoutKey = (message: string): string => message.replace(/ \(key: .*\)$/s, '');
