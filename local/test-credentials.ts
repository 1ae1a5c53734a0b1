/** What every client of the house signs with; nothing checks it. */
export const TEST_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' } as const;
