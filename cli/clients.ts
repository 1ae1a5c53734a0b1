import { usageError } from './cli-error.ts';

/**
 * Settings common to all clients: a long poll takes a second, and the operator may be far from the
 * region.
 */
export const CLIENT = {
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
} as const;

/** The settings of a client for the local stack, which accepts any credentials. */
export const localClient = (endpoint: string) => ({
  ...CLIENT,
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
});

/**
 * The URL of the local stack.
 *
 * @param variable the environment variable that the port comes from
 * @throws CliError if the port is invalid
 */
export function localStackAt(variable: string, port: string): string {
  if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535) {
    throw usageError(`${variable} must be a port from 1 to 65535, not ${JSON.stringify(port)}`);
  }
  return `http://127.0.0.1:${port}`;
}
