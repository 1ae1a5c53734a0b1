/** Stores the tenants and their destinations in the stand-in. */
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { Documents } from '../../lambdas/platform/aws/calls/documents.dynamo.ts';
import { TenantStore } from '../../lambdas/tenants/tenant-store.dynamo.ts';
import { awsAt } from '../../test/support/aws.ts';
import { aDestination, aTenant } from '../../test/support/builders.ts';
import {
  AWS_TENANT,
  DESTINATION,
  DESTINATIONS_TABLE,
  KEY_DESTINATION,
  ROLE_DESTINATION,
  TENANT,
} from './environment.ts';

const encrypted = (clear: string) => ({
  ciphertext: Buffer.from(clear).toString('base64'),
  shown: '****',
});

/** Stores them at `url`; the destination's bucket is there, too. */
export async function seed(url: string): Promise<void> {
  const documents = new Documents(awsAt(url));
  await new TenantStore(documents, DESTINATIONS_TABLE).add(
    aTenant({ id: TENANT, destinations: { [DESTINATION]: 'then' } }),
  );
  const destinations = new DestinationStore(documents, DESTINATIONS_TABLE);
  const credentials = { key: encrypted('AKIA'), secret: encrypted('secret') };
  const config = { bucket: 'my-bucket', region: 'eu-west-1' };
  const onAws = { tenant_id: AWS_TENANT };
  await destinations.put(
    aDestination({
      id: DESTINATION,
      tenant_id: TENANT,
      config: { bucket: 'my-bucket', region: 'auto', endpoint: url },
      credentials,
    }),
  );
  await destinations.put(aDestination({ ...onAws, id: KEY_DESTINATION, config, credentials }));
  await destinations.put(
    aDestination({
      ...onAws,
      id: ROLE_DESTINATION,
      config: { ...config, role_arn: 'arn:aws:iam::111122223333:role/waybill' },
      credentials: {},
      external_id: 'waybill-1',
      access_proof: 'proven',
    }),
  );
}
