/** The texts of the configuration of a destination. */

export const title = 'Configuration';
export const id = 'Destination ID';
export const created = 'Created';
export const externalId = 'External id';
export const filter = 'Filter';
export const metadata = 'Metadata of every object';
export const retries = 'Retries after';
export const noRetries = 'None';
