/** The credentials of all clients of the local stack; nothing checks them. */
export const TEST_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' } as const;
