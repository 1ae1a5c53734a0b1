import { DEFAULTS } from '../../local/local-stack-options.ts';
import type { Running } from '../../local/running.ts';
import { usageError } from '../cli-error.ts';
import { localStackAt } from '../clients.ts';
import { deployedDynamo, localDynamo } from './clients.dynamo.ts';
import { deployedKms, localKms } from './clients.kms.ts';

/** AWS as an order has it: a deployed stage's, or the local house. */
export interface Aws {
  readonly dynamo: ReturnType<typeof deployedDynamo>;
  readonly kms: ReturnType<typeof deployedKms>;
}

/** AWS as its own tools find it. */
export const deployedAws = (): Aws => ({ dynamo: deployedDynamo(), kms: deployedKms() });

/**
 * The local house, where the environment says it is, or where it says itself.
 *
 * @param running the house that runs here, if one does
 * @throws OperatorFault when neither says where KMS is
 */
export function localAws(environment: NodeJS.ProcessEnv, running: Running | undefined): Aws {
  const {
    LOCAL_DYNAMODB_PORT = running?.dynamodbPort ?? String(DEFAULTS.dynamodbPort),
    LOCAL_KMS_PORT = running?.kmsPort,
  } = environment;
  if (LOCAL_KMS_PORT === undefined) {
    throw usageError(
      'no local house runs here: start one with npm start, or set LOCAL_DYNAMODB_PORT and LOCAL_KMS_PORT to the ports of one that runs elsewhere',
    );
  }
  return {
    dynamo: localDynamo(localStackAt('LOCAL_DYNAMODB_PORT', LOCAL_DYNAMODB_PORT)),
    kms: localKms(localStackAt('LOCAL_KMS_PORT', LOCAL_KMS_PORT)),
  };
}
