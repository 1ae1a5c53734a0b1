import { documentsOn } from '../../lambdas/runtime/table.dynamo.ts';
import type { Desk } from '../desk.ts';
import { OperatorFault } from '../operator-fault.ts';
import type { Aws } from './aws.ts';
import { findTable } from './find-table.dynamo.ts';
import { reencryptWith, sealingKey } from './keys.kms.ts';
import type { Order } from './order.ts';
import { reseal } from './reseal.ts';
import { SealedDestinations } from './sealed-destinations.dynamo.ts';

/** The stage of the local house. */
const LOCAL_STAGE = 'local';

/**
 * Does what is ordered, and tells at the end how far it got.
 *
 * @throws OperatorFault saying what the person must change, or what is left to do
 */
export async function carryOut(order: Order, { dynamo, kms }: Aws, desk: Desk): Promise<void> {
  const stage = order.stage ?? LOCAL_STAGE;
  const keyArn = await sealingKey(kms, stage);
  if (order.toKey !== undefined && order.toKey !== keyArn) {
    throw new OperatorFault(
      `the stage seals with ${keyArn}, and its functions may not be able to read what is under another key: deploy it with -c credentialsKeyArns=${order.toKey} first`,
    );
  }
  const table = order.table ?? (await findTable(dynamo, stage));
  desk.tell(`${table}: credentials under ${keyArn}`);
  const destinations = new SealedDestinations(documentsOn(dynamo), table);
  const reencrypt = reencryptWith(kms, keyArn);
  const report = await reseal({ destinations, reencrypt, dryRun: order.dryRun }, desk);
  desk.tell(`${desk.signal.aborted ? 'stopped: ' : ''}${report.line}`);
  if (report.failures > 0) throw new OperatorFault('not all is under the present key material');
}
