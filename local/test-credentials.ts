/** The credentials of all clients of the local stack. They permit everything; no signature is verified. */
export const TEST_CREDENTIALS = { accessKeyId: 'local', secretAccessKey: 'local' } as const;
