const BATCH_ID = /^bat_[0-7][0-9A-HJKMNP-TV-Z]{25}$/;

/** Whether an id is that of a batch. It stands in place of an event's id in attempts and parked deliveries. */
export const isBatchId = (id: string): boolean => BATCH_ID.test(id);
