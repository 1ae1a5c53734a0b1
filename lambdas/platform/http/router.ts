import { HttpError } from './http-error.ts';
import type { Route } from './http-request.ts';

/** The route of a request, and the values of the parameters in its path. */
interface RouteMatch {
  readonly route: Route;
  readonly params: Readonly<Record<string, string | undefined>>;
}

/**
 * Creates a function that finds the route of a request. A path without parameters takes precedence.
 *
 * @throws HttpError 405 for a path that supports other methods, 404 for any other
 */
export function createRouter(
  routes: readonly Route[],
): (method: string, path: string) => RouteMatch {
  const patterns = routes
    .map((route) => ({ route, pattern: patternOf(route.path) }))
    .sort((a, b) => Number(hasParameters(a.route)) - Number(hasParameters(b.route)));
  return (method, path) => {
    for (const { route, pattern } of patterns) {
      const match = route.method === method && pattern.exec(path);
      if (match) return { route, params: match.groups ?? {} };
    }
    const onPath = patterns.filter(({ pattern }) => pattern.test(path));
    throw noRoute(
      onPath.map(({ route }) => route.method),
      method,
    );
  };
}

const hasParameters = ({ path }: Route): boolean => path.includes('{');

/** A parameter of a path: `{name}` is a segment, and `{name+}` the rest of the path, which may be empty. */
const PARAMETER = /(\/\{\w+\+?\})/;

/** The pattern of a path, which may end with a slash. */
function patternOf(path: string): RegExp {
  const parts = path.split(PARAMETER).map((part) => {
    const name = /\w+/.exec(part)?.[0];
    if (part.endsWith('+}')) return `(?:/(?<${name}>.*))?`;
    return part.endsWith('}') ? `/(?<${name}>[^/]+)` : part.replaceAll('.', '\\.');
  });
  return new RegExp(`^${parts.join('')}/?$`, 's');
}

/** 405 when the path supports other methods (RFC 9110, section 15.5.6), otherwise 404. */
function noRoute(methods: readonly string[], method: string): HttpError {
  if (methods.length === 0) return new HttpError(404, 'not found');
  const allow = [...new Set(methods)].sort().join(', ');
  const message = `method not allowed: this path supports ${allow}, not ${method}`;
  return new HttpError(405, message, undefined, { allow });
}
