/** The texts of the configuration of a destination. */

export const title = 'Configuration';
export const id = 'Destination ID';
