import { CliError } from '../cli-error.ts';
import { localStackAt } from '../clients.ts';
import { deployedDynamo, localDynamo } from './find-table.dynamo.ts';
import { deployedKms, localKms } from './keys.kms.ts';

/** AWS clients for a deployed stage or the local stack. */
export interface Aws {
  readonly dynamo: ReturnType<typeof deployedDynamo>;
  readonly kms: ReturnType<typeof deployedKms>;
}

/** The ports of a local stack. That of KMS is known only while it runs. */
interface LocalPorts {
  readonly dynamodbPort: string;
  readonly kmsPort?: string;
}

/** Clients configured like AWS's own tools. */
export const deployedAws = (): Aws => ({ dynamo: deployedDynamo(), kms: deployedKms() });

/**
 * Clients for the local stack, at the ports of the environment, or else at `ports`.
 *
 * @throws CliError if neither gives the port of KMS
 */
export function localAws(environment: NodeJS.ProcessEnv, ports: LocalPorts): Aws {
  const { LOCAL_DYNAMODB_PORT = ports.dynamodbPort, LOCAL_KMS_PORT = ports.kmsPort } = environment;
  if (LOCAL_KMS_PORT === undefined) {
    throw new CliError(
      'no local stack runs here: start one with npm start, or set LOCAL_DYNAMODB_PORT and LOCAL_KMS_PORT to its ports',
    );
  }
  return {
    dynamo: localDynamo(localStackAt('LOCAL_DYNAMODB_PORT', LOCAL_DYNAMODB_PORT)),
    kms: localKms(localStackAt('LOCAL_KMS_PORT', LOCAL_KMS_PORT)),
  };
}
