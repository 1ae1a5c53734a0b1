import type { DestinationType } from '../destination-type.ts';
import { previewBatches } from './batches/batch-preview.ts';
import { isBatched } from './batches/format.ts';
import { target } from './bucket.ts';
import { parseConfig } from './config.ts';
import { parseCredentials } from './credentials.ts';
import { description, example } from './description.ts';
import { accessToProve, needsExternalId } from './role.ts';
import { preview } from './s3-object.ts';
import { fixFor } from './verification/fix.ts';
import { verificationSteps } from './verification/verification-steps.ts';

/** The destination type `aws_s3`: objects in the customer's bucket. */
export const awsS3: DestinationType = {
  description,
  example,
  verificationSteps,
  fixFor,
  needsExternalId,
  accessToProve,
  parseConfig,
  parseCredentials,
  target,
  preview,
  batchPreview: (config) => (isBatched(config) ? previewBatches : undefined),
};
