/**
 * The codes, for every destination type, of attempts that wrote nothing. The response of a store never has
 * one of them.
 */
export const CODES_WITHOUT_WRITE: ReadonlySet<string> = new Set([
  'EMPTY',
  'filter',
  'partition',
  'event_expired',
  'data_unavailable',
  'destination_deleted',
  'destination_disabled',
  'expired',
  'cancelled',
]);
