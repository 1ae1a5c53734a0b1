import type { Policy } from '../policy-statements.ts';
import type { AccessPlan } from './access-plan.ts';

/** The name of a role whose name the customer has not chosen. */
const DEFAULT_NAME = 'event-delivery';

/** Returns the commands of the AWS CLI that create the role, for a POSIX shell. */
export const cliFor = ({ roleArn, trust, permissions }: AccessPlan): string => {
  const [name = DEFAULT_NAME, ...folders] = (roleArn?.split(':role/')[1] ?? DEFAULT_NAME)
    .split('/')
    .toReversed();
  const path = folders.toReversed().map((folder) => `${folder}/`);
  return `aws iam create-role \\
  --role-name ${quoted(name)} \\
  --path ${quoted(`/${path.join('')}`)} \\
  --description 'Event delivery into a bucket' \\
  --assume-role-policy-document ${quotedPolicy(trust)} \\
  --query Role.Arn --output text
aws iam put-role-policy \\
  --role-name ${quoted(name)} \\
  --policy-name put-objects \\
  --policy-document ${quotedPolicy(permissions)}
`;
};

const quotedPolicy = (policy: Policy): string => quoted(JSON.stringify(policy, undefined, 2));

/** Returns a text in single quotes, in which a shell expands nothing. */
const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
