import type { Server } from 'node:http';
import { LocalStackError } from './local-stack-error.ts';

export const HOST = '127.0.0.1';

/**
 * How long an idle connection stays open, in milliseconds. With Node's default of 5 seconds, which is one
 * second longer than clients keep a connection, a request could arrive on a busy machine when the
 * connection has just been closed.
 */
const KEEP_ALIVE_MS = 75_000;

/** Binds `server` to `port` (0: any free one) and returns its URL. */
export const listen = (server: Server, port: number, variable: string): Promise<string> => {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  return explainPortTaken(
    port,
    variable,
    () =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, HOST, () => {
          server.off('error', reject);
          resolve(urlOf(server));
        });
      }),
  );
};

/** Runs `bind`; if the port is in use, the error names the variable to change. */
export const explainPortTaken = async <T>(
  port: number,
  variable: string,
  bind: () => Promise<T>,
): Promise<T> => {
  try {
    return await bind();
  } catch (error) {
    if (!isPortTaken(error)) throw error;
    throw new LocalStackError(
      `port ${port} is in use: set ${variable} to another port (0 means any free port)`,
      { cause: error },
    );
  }
};

/** Closes a server at once, with its idle and busy connections. */
export const close = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

const urlOf = (server: Server): string => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return `http://${HOST}:${address.port}`;
};

const isPortTaken = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
