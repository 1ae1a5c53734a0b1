/** The texts of the attempts. */

export const emptyFiltered = 'No attempt matches the filters. Change or clear them.';
export const empty =
  'There are no attempts yet. They appear when an event or its batch is delivered.';
