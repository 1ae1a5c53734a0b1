import { objectVerifier } from './aws-s3/object-verifier.s3.ts';
import type { Verifier } from './destination-type.ts';
import type { CreatePart } from './part-cache.ts';

/** The verifiers of all destination types by their API name. To add a type, add one line here. */
export const VERIFIERS: ReadonlyMap<string, CreatePart<Verifier>> = new Map([
  ['aws_s3', objectVerifier],
]);

/** Returns the verifier of a destination type. */
export type VerifierCache = (type: string) => Verifier;
