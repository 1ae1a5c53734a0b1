/** Stores the tenant and its destination in the stand-in. */
import { DestinationStore } from '../../lambdas/destinations/destination-store.dynamo.ts';
import { Documents } from '../../lambdas/platform/aws/calls/documents.dynamo.ts';
import { TenantStore } from '../../lambdas/tenants/tenant-store.dynamo.ts';
import { awsAt } from '../../test/support/aws.ts';
import { aDestination, aTenant } from '../../test/support/builders.ts';
import { DESTINATION, DESTINATIONS_TABLE, TENANT } from './environment.ts';

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
  await new DestinationStore(documents, DESTINATIONS_TABLE).put(
    aDestination({
      id: DESTINATION,
      tenant_id: TENANT,
      config: { bucket: 'my-bucket', region: 'auto', endpoint: url },
      credentials: { key: encrypted('AKIA'), secret: encrypted('secret') },
    }),
  );
}
