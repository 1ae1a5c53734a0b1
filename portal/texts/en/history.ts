/** The texts that the screens of a destination, of events and of an event share. */

export const pages = { prev: 'Newer', next: 'Older' } as const;
export const links = 'See also';
export const apply = 'Apply';
export const clear = 'Clear filters';
export const filters = 'Filters';
export const from = (zone: string) => `From (${zone})`;
export const to = (zone: string) => `To (${zone})`;
export const topic = 'Topic';
export const status = 'Status';
export const any = 'Any';
export const delivered = 'Delivered';
export const failed = 'Failed';
export const waiting = 'Waiting';
export const none = '–';
export const attempts = 'Attempts';
export const moreAttempts = 'More attempts';
export const time = 'Time';
export const event = 'Event';
export const destination = 'Destination';
export const deletedDestination = (id: string) => `${id} (deleted)`;
export const outcome = 'Outcome';
export const result = 'Result';
export const attempt = 'Attempt';
export const manual = (number: number) => `${number} (manual)`;
export const size = 'Size';
export const latency = 'Latency';
export const milliseconds = (value: number) => `${value} ms`;
export const actions = 'Actions';
export const retry = 'Retry';
export const onItsWay = 'On its way';
export const deliverAgain = 'Deliver again';
/** The name of a button that does `action` with one event of a list. */
export const actionOnEvent = (action: string, event: string) => `${action}: event ${event}`;
export const actionOnBatch = (action: string, batch: string) => `${action}: batch ${batch}`;
export const retryFailed = 'The retry was not accepted';
export const retryQueued = 'The retry is on its way. Its result appears here within seconds.';
export const fix = 'What to do';
