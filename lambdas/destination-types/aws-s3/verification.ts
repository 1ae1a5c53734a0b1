import type {
  DeliveryResult,
  DestinationTarget,
  Fix,
  StepResult,
  VerificationStep,
  WritableEvent,
} from '../destination-type.ts';
import { isRegionRefusal } from './error-codes.ts';
import { digestFor, keyFor, type S3Object, s3Object } from './s3-object.ts';

/** The steps of a put until S3 has stored the object, in S3's order. */
export const verificationSteps = [
  { name: 'reach', description: 'The store is reachable and healthy.' },
  { name: 'region', description: 'The bucket is in the region of the config.' },
  { name: 'credentials', description: 'The store accepts the credentials.' },
  { name: 'bucket', description: 'The bucket exists.' },
  { name: 'assume_role', description: 'The role can be assumed.' },
  { name: 'external_id', description: 'The role demands the external id.' },
  { name: 'permission', description: 'The credentials are allowed to put objects (s3:PutObject).' },
  {
    name: 'write',
    description: 'The store accepts the object: its key, storage class and encryption.',
  },
] as const satisfies readonly VerificationStep[];

type Step = (typeof verificationSteps)[number]['name'];

/**
 * The step that each error code belongs to. From the lists of AWS
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html), Cloudflare R2 and Ceph
 * (see error-codes.ts).
 */
const steps: ReadonlyMap<string, Step> = new Map([
  ['connection', 'reach'],
  ['InvalidAccessKeyId', 'credentials'],
  ['SignatureDoesNotMatch', 'credentials'],
  ['ExpiredToken', 'credentials'],
  ['InvalidToken', 'credentials'],
  ['TokenRefreshRequired', 'credentials'],
  ['NotSignedUp', 'credentials'],
  ['RequestExpired', 'credentials'],
  ['http_401', 'credentials'],
  ['NoSuchBucket', 'bucket'],
  ['InvalidBucketName', 'bucket'],
  ['InvalidBucketState', 'bucket'],
  ['AccessDenied', 'permission'],
  ['AllAccessDisabled', 'permission'],
  ['AccountProblem', 'permission'],
  ['NotEntitled', 'permission'], // R2
  ['UserSuspended', 'permission'], // Ceph
]);

/** `Unauthorized` (R2), `InvalidTokenId` (MinIO), `AccessKeyDisabled`, … */
const ofCredentials = /unauthori[sz]ed|unauthenticated|credential|access_?key|token|signature/i;

/** The steps that a verification of a role makes itself. */
const ofRole: readonly Step[] = ['assume_role', 'external_id'];

/** Returns the results of the steps up to the one at which the verification stopped. */
export function stepsOf(result: DeliveryResult): StepResult[] {
  const stopped = stepAt(result);
  const at = verificationSteps.findIndex(({ name }) => name === stopped);
  const passed = at === -1 ? verificationSteps : verificationSteps.slice(0, at);
  const steps: StepResult[] = passed
    .filter(({ name }) => !ofRole.includes(name))
    .map(({ name }) => ({ name, status: 'passed' }));
  if (stopped === undefined || result.kind === 'delivered') return steps;
  const { code, message } = result;
  return [...steps, { name: stopped, status: 'failed', code, message }];
}

/** Returns what the customer must change for a step that failed. */
export const fixFor = (): Fix | undefined => undefined;

/** Returns the step at which the verification stopped; undefined when it passed all steps. */
function stepAt({ kind, code }: DeliveryResult): Step | undefined {
  switch (kind) {
    case 'delivered':
      return undefined;
    case 'retry':
      return 'reach';
    case 'rejected':
      return steps.get(code) ?? stepOfOther(code);
  }
}

const stepOfOther = (code: string): Step => {
  // A response that is not S3's own comes from another server.
  if (code.startsWith('http_')) return 'reach';
  if (isRegionRefusal(code)) return 'region';
  return ofCredentials.test(code) ? 'credentials' : 'write';
};

const name = 'waybill-verification';
const topic = 'waybill.verification';

/**
 * Builds a probe object that a store rejects: its digest is well formed but belongs to another
 * body. Otherwise it equals a delivered object, since a store may reject any of its headers and a
 * policy may require one.
 */
export const probeObject = (destination: DestinationTarget, key: string, now: Date): S3Object => ({
  ...s3Object(sampleEvent(now), destination, key),
  ...digestFor(Buffer.from('another body'), destination.config),
});

/**
 * Returns the key of the probe: the key of a sample event, because policies often allow only one
 * prefix. When the template needs data that the sample event lacks, the key is
 * `waybill-verification`.
 */
export const probeKey = (destination: DestinationTarget, now: Date): string => {
  const rendered = keyFor(sampleEvent(now), destination);
  const key = 'key' in rendered ? rendered.key : name;
  const mayBeTaken = !key.includes(name) && !key.includes(topic);
  // A custom store that ignores Content-MD5 would overwrite an existing object if the template
  // contains no event id.
  return destination.config.endpoint && mayBeTaken ? `${key}.${name}` : key;
};

const sampleEvent = (now: Date): WritableEvent => ({
  id: name,
  topic,
  time: now.toISOString(),
  metadata: {},
  data: '{}',
});
