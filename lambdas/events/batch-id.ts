/** The beginning of the ids of batches. */
export const BATCH_PREFIX = 'bat_';

const BATCH_ID = new RegExp(`^${BATCH_PREFIX}[0-7][0-9A-HJKMNP-TV-Z]{25}$`);

/** Whether an id is that of a batch. It stands in place of an event's id in attempts and parked deliveries. */
export const isBatchId = (id: string): boolean => BATCH_ID.test(id);
