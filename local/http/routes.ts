import { LocalStackError } from '../local-stack-error.ts';

/** A route of the HTTP API: `GET /things/{id}`, `ANY /{proxy+}` or `$default`. */
export interface Route<Target> {
  readonly key: string;
  readonly target: Target;
}

/** The matched route and its path parameters. */
export interface Match<Target> {
  readonly route: Route<Target>;
  readonly parameters: Readonly<Record<string, string>>;
}

export type Matcher<Target> = (method: string, path: string) => Match<Target> | undefined;

interface Compiled<Target> {
  readonly route: Route<Target>;
  readonly method: string;
  readonly pattern: RegExp;
  readonly rank: number;
}

/**
 * Selects a request's route as API Gateway does: the most specific path, and a method before `ANY`.
 */
export const routeMatcher = <Target>(routes: readonly Route<Target>[]): Matcher<Target> => {
  const compiled = routes.map(compile).toSorted((a, b) => a.rank - b.rank);
  return (method, path) => {
    for (const { route, method: wanted, pattern } of compiled) {
      const found = wanted === 'ANY' || wanted === method ? pattern.exec(path) : null;
      if (found) return { route, parameters: { ...found.groups } };
    }
    return undefined;
  };
};

const DEFAULT_RANK = 10_000;

const compile = <Target>(route: Route<Target>): Compiled<Target> => {
  if (route.key === '$default') {
    return { route, method: 'ANY', pattern: /^/, rank: DEFAULT_RANK };
  }
  const [, method, path] = /^([A-Z]+) (\/\S*)$/.exec(route.key) ?? [];
  if (method === undefined || path === undefined) {
    throw new LocalStackError(`the local stack does not support the route ${route.key}`);
  }
  return { route, method, pattern: patternOf(path), rank: rankOf(method, path) };
};

const patternOf = (path: string): RegExp => {
  const parts = path.split('/').map((part) => {
    const [, name, greedy] = /^\{(\w+)(\+?)\}$/.exec(part) ?? [];
    if (name === undefined) return part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    return greedy === '+' ? `(?<${name}>.*)` : `(?<${name}>[^/]+)`;
  });
  return new RegExp(`^${parts.join('/')}$`, 's');
};

/**
 * The route's rank; lower wins: no path variable, then few, then a greedy one; `ANY` after a
 * method.
 */
const rankOf = (method: string, path: string): number => {
  const variables = path.match(/\{/g)?.length ?? 0;
  const greedy = path.includes('+}') ? 100 : 0;
  return (greedy + variables) * 2 + (method === 'ANY' ? 1 : 0);
};
