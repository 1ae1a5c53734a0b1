import type { Identities } from '../access/identities.ts';
import type { Found } from '../template/read-resources.ts';
import { TEST_CREDENTIALS } from '../test-credentials.ts';
import type { FunctionProperties } from './lambda-functions.ts';

/** Credentials in the environment variables of a function. */
export type Credentials = Readonly<Record<`AWS_${string}`, string>>;

/**
 * The credentials of a function: as on Lambda, a session of its role. Lambda renews them; these do
 * not expire.
 */
export const functionCredentials = (
  { name, properties: { Role } }: Found<FunctionProperties>,
  { sessions }: Identities,
): Credentials => {
  if (Role === undefined) {
    return {
      AWS_ACCESS_KEY_ID: TEST_CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: TEST_CREDENTIALS.secretAccessKey,
    };
  }
  const session = sessions.issue({ roleArn: Role, name });
  return {
    AWS_ACCESS_KEY_ID: session.accessKeyId,
    AWS_SECRET_ACCESS_KEY: session.secretAccessKey,
    AWS_SESSION_TOKEN: session.sessionToken,
  };
};
