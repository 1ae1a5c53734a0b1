import { DEFAULTS } from '../../local/house-options.ts';
import { houseAt } from '../clients.ts';
import { misuse } from '../operator-fault.ts';
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
 * The local house, where the environment says it is.
 *
 * @throws OperatorFault when it does not say where KMS is
 */
export function localAws(environment: NodeJS.ProcessEnv): Aws {
  const { LOCAL_DYNAMODB_PORT = String(DEFAULTS.dynamodbPort), LOCAL_KMS_PORT } = environment;
  if (LOCAL_KMS_PORT === undefined) {
    throw misuse(
      'LOCAL_KMS_PORT must be the port of KMS in the house: it says which when it starts; with LOCAL_KMS_PORT you choose one',
    );
  }
  return {
    dynamo: localDynamo(houseAt('LOCAL_DYNAMODB_PORT', LOCAL_DYNAMODB_PORT)),
    kms: localKms(houseAt('LOCAL_KMS_PORT', LOCAL_KMS_PORT)),
  };
}
