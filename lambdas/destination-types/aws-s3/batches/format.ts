import type { Settings } from '../../destination-type.ts';

/** The format of one object per event, which is the default. */
const JSON_FORMAT = 'json';

/** Whether a destination receives batches instead of one object per event. */
export const isBatched = ({ format }: Settings): boolean => (format || JSON_FORMAT) !== JSON_FORMAT;

/** The condition under which a field for one object per event applies, for forms. */
export const APPLIES_TO_OBJECTS = { format: ['', JSON_FORMAT] };

/** Returns a validation error for an option that batches do not have, phrased to follow its name. */
export const notBatched = (config: Settings): string | undefined =>
  isBatched(config) ? `requires format ${JSON_FORMAT}: remove it` : undefined;
