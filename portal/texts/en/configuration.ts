/** The texts of the configuration of a destination. */

export const title = 'Configuration';
export const id = 'Destination ID';
/** Members of a destination that are no fields of its type. */
export const labels: ReadonlyMap<string, string> = new Map([
  ['external_id', 'External ID'],
  ['filter', 'Filter'],
]);
