import { awsS3 } from './aws-s3/aws-s3.ts';
import type { DestinationType } from './destination-type.ts';

/** Every destination type there is, by the name the API calls it. A new type is one line here. */
const destinationTypes: ReadonlyMap<string, DestinationType> = new Map([['aws_s3', awsS3]]);

/** The destination type called `name`, or undefined when there is none. */
export const destinationType = (name: string): DestinationType | undefined =>
  destinationTypes.get(name);

/** All destination types, in the order they are offered. */
export const allDestinationTypes = (): readonly DestinationType[] => [...destinationTypes.values()];
