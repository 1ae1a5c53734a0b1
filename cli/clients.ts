import { REGION } from '../local/template/names.ts';
import { TEST_CREDENTIALS } from '../local/test-credentials.ts';
import { usageError } from './cli-error.ts';

/** What every client is told. A long poll takes a second, and a laptop may be far from its region. */
export const CLIENT = {
  requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
} as const;

/** A client of the local house. */
export const localClient = (endpoint: string) => ({
  ...CLIENT,
  endpoint,
  region: REGION,
  credentials: TEST_CREDENTIALS,
});

/**
 * Where the local house answers.
 *
 * @param variable what the port was given as
 * @throws OperatorFault when the port cannot be one
 */
export function localStackAt(variable: string, port: string): string {
  if (!/^[1-9]\d{0,4}$/.test(port) || Number(port) > 65_535) {
    throw usageError(`${variable} must be a port from 1 to 65535, not ${JSON.stringify(port)}`);
  }
  return `http://127.0.0.1:${port}`;
}
