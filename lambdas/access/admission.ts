import { HttpFault } from '../runtime/http-fault.ts';
import type { HttpRequest, Route } from '../runtime/http-request.ts';
import { isApiKey } from './api-keys.ts';

/** Lets only the platform through to `routes`: those who hold its API key. */
export const forThePlatform = (apiKey: () => Promise<string>, routes: readonly Route[]): Route[] =>
  routes.map((route) => ({
    ...route,
    handle: async (request) => {
      if (!isApiKey(bearerOf(request), await apiKey())) throw unauthorized('the API key is wrong');
      return route.handle(request);
    },
  }));

/** The token of `Authorization: Bearer <token>` (RFC 6750, section 2.1). */
function bearerOf({ headers }: HttpRequest): string {
  const { authorization } = headers;
  if (!authorization) throw unauthorized('the Authorization header is missing');
  const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  if (!token) throw unauthorized('the Authorization header must be: Bearer <API key>');
  return token;
}

const unauthorized = (fault: string): HttpFault => new HttpFault(401, `unauthorized: ${fault}`);
