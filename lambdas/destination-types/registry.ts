import { awsS3 } from './aws-s3/aws-s3.ts';
import type { DestinationType } from './destination-type.ts';

/**
 * All destination types by their API name. To add a type, add one line here, and in the maps of the parts
 * that functions import separately, such as `writers.ts`.
 */
const destinationTypes: ReadonlyMap<string, DestinationType> = new Map([['aws_s3', awsS3]]);

/** Returns the destination type with this name; undefined when there is none. */
export const destinationType = (name: string): DestinationType | undefined =>
  destinationTypes.get(name);

/** Returns all destination types, in display order. */
export const allDestinationTypes = (): readonly DestinationType[] => [...destinationTypes.values()];
