import type { AwsContext } from '../platform/aws/calls/aws-context.ts';
import { awsS3 } from './aws-s3/aws-s3.ts';
import { batchWriter } from './aws-s3/batches/batch-writer.s3.ts';
import { awsS3Cost } from './aws-s3/cost/cost.ts';
import { isOverload, reflectsHealth, rejectsAll } from './aws-s3/error-codes.ts';
import { namedCodes } from './aws-s3/named-codes.ts';
import { objectWriter } from './aws-s3/object-writer.s3.ts';
import { awsS3Setup } from './aws-s3/setup/setup.ts';
import { objectVerifier } from './aws-s3/verification/object-verifier.s3.ts';
import type { BatchWriter } from './batching.ts';
import type {
  DestinationType,
  FailureCodes,
  Verifier,
  Writer,
  WriterSettings,
} from './destination-type.ts';
import type { CostGuide, SetupGuide } from './guides.ts';

/** One part of every destination type that has it, by the API name of the type. */
type PartOfTypes<Part> = ReadonlyMap<string, Part>;

// To add a destination type, add its parts to the maps. There is one map per part, because a function's
// bundle contains only the maps that the function uses.

const TYPES: PartOfTypes<DestinationType> = new Map([['aws_s3', awsS3]]);

const SETUPS: PartOfTypes<SetupGuide> = new Map([['aws_s3', awsS3Setup]]);

const COSTS: PartOfTypes<CostGuide> = new Map([['aws_s3', awsS3Cost]]);

const FAILURE_CODES: PartOfTypes<FailureCodes> = new Map([
  ['aws_s3', { rejectsAll, isOverload, reflectsHealth }],
]);

const NAMED_CODES: PartOfTypes<ReadonlySet<string>> = new Map([['aws_s3', namedCodes]]);

export const WRITERS: PartOfTypes<CreatePart<Writer>> = new Map([['aws_s3', objectWriter]]);

export const BATCH_WRITERS: PartOfTypes<CreatePart<BatchWriter>> = new Map([
  ['aws_s3', batchWriter],
]);

export const VERIFIERS: PartOfTypes<CreatePart<Verifier>> = new Map([['aws_s3', objectVerifier]]);

/** Returns the destination type with this name; undefined when there is none. */
export const destinationType = (name: string): DestinationType | undefined => TYPES.get(name);

/** Returns all destination types, in display order. */
export const allDestinationTypes = (): readonly DestinationType[] => [...TYPES.values()];

/** Returns the setup guide of a destination type; undefined when there is none. */
export const setupOf = (type: string): SetupGuide | undefined => SETUPS.get(type);

/** Returns the names of the destination types that have a setup guide. */
export const typesWithSetup = (): string[] => [...SETUPS.keys()];

export const allSetups = (): readonly SetupGuide[] => [...SETUPS.values()];

/** Returns the cost guide of a destination type; undefined when there is none. */
export const costOf = (type: string): CostGuide | undefined => COSTS.get(type);

export const allCosts = (): readonly CostGuide[] => [...COSTS.values()];

/** Returns the failure codes of a destination type; undefined when there is no such type. */
export const failureCodesOf = (type: string): FailureCodes | undefined => FAILURE_CODES.get(type);

/** Whether metrics of the whole platform distinguish this code of a write. */
export const isNamedCode = (code: string): boolean =>
  [...NAMED_CODES.values()].some((codes) => codes.has(code));

/** Creates the part of a destination type that talks to the store, such as its writer. */
type CreatePart<Part> = (settings: WriterSettings, aws: AwsContext) => Part;

/** Returns the part of a destination type that talks to the store. */
export type PartCache<Part> = (type: string) => Part;

/**
 * Creates the parts of destination types on their first use, and throws for a type that has none: stored
 * records only contain registered types.
 */
export function partCache<Part>(
  creators: PartOfTypes<CreatePart<Part>>,
  settings: WriterSettings,
  aws: AwsContext,
): PartCache<Part> {
  const created = new Map<string, Part>();
  return (type) => {
    const part = created.get(type) ?? creators.get(type)?.(settings, aws);
    if (!part) throw new Error(`no destination type is called ${type}`);
    created.set(type, part);
    return part;
  };
}
