/** The texts of the preview of an object. */

export const title = 'What is written next';
export const published = 'From your newest events';
export const samples = 'From sample events';
export const key = 'Key';
export const headers = 'Headers';
export const metadata = 'Metadata';
export const body = 'Body';
export const rows = 'First rows';
export const more = (count: number) => `Other objects: ${count}`;
export const failed = 'With these values, no object can be written:';
export const cut = 'The rest is not shown.';
