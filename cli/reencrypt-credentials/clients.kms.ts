import { KMSClient } from '@aws-sdk/client-kms';
import { CLIENT, localClient } from '../clients.ts';

/**
 * A KMS client configured like AWS's own tools. The functions share its quota, so that throttling
 * is retried more often.
 */
export const deployedKms = (): KMSClient => new KMSClient({ ...CLIENT, maxAttempts: 10 });

/** A KMS client for the local stack at `endpoint`. */
export const localKms = (endpoint: string): KMSClient => new KMSClient(localClient(endpoint));
