import { KMSClient } from '@aws-sdk/client-kms';
import { CLIENT, localClient } from '../clients.ts';

/**
 * KMS as AWS's own tools find it. The functions share its quota: when it tells a caller to slow down,
 * that is worth waiting for.
 */
export const deployedKms = (): KMSClient => new KMSClient({ ...CLIENT, maxAttempts: 10 });

/** KMS of the local house at that address. */
export const localKms = (endpoint: string): KMSClient => new KMSClient(localClient(endpoint));
