import type { Settings } from '../../destination-type.ts';

/** The format of one object per event, which is the default. */
const JSON_FORMAT = 'json';

/** Whether a destination receives batches instead of one object per event. */
export const isBatched = ({ format = JSON_FORMAT }: Settings): boolean => format !== JSON_FORMAT;
