import { HttpError } from './http-error.ts';
import type { Operation } from './operation.ts';

type Route = Pick<Operation, 'method' | 'path'>;

/**
 * Rejects a request that matches no route.
 *
 * @throws HttpError 405 when the path accepts other methods (RFC 9110, section 15.5.6), otherwise 404
 */
export const noRoute =
  (routes: readonly Route[]) =>
  ({ method, path }: { readonly method: string; readonly path: string }): never => {
    const methods = routes.filter((route) => takes(route, path)).map((route) => route.method);
    if (methods.length === 0) throw new HttpError(404, 'not found');
    const allow = [...new Set(methods)].sort().join(', ');
    const message = `method not allowed: this path supports ${allow}, not ${method}`;
    throw new HttpError(405, message, undefined, { allow });
  };

/** Whether the path matches the route's template, by the router's rules. */
function takes({ path: template }: Route, path: string): boolean {
  const pattern = template
    .split(/(\/\{\w+\+?\})/)
    .map((part) => {
      if (part.endsWith('+}')) return '(?:/.*)?';
      return part.startsWith('/{') ? '/[^/]+' : part.replaceAll('.', '\\.');
    })
    .join('');
  return new RegExp(`^${pattern}/?$`, 's').test(path);
}
