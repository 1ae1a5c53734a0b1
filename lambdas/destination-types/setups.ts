import { awsS3Setup } from './aws-s3/setup/setup.ts';
import type { SetupGuide } from './guides.ts';

/**
 * The setup guides of the destination types that have one, by their API name. They are not in the
 * registry, so that only the bundle of the api contains them.
 */
const setups: ReadonlyMap<string, SetupGuide> = new Map([['aws_s3', awsS3Setup]]);

/** Returns the setup guide of a destination type; undefined when there is none. */
export const setupOf = (type: string): SetupGuide | undefined => setups.get(type);

/** Returns the names of the destination types that have a setup guide. */
export const typesWithSetup = (): string[] => [...setups.keys()];

/** Returns all setup guides. */
export const allSetups = (): readonly SetupGuide[] => [...setups.values()];
