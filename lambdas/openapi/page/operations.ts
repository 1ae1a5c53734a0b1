import type { OpenApi, Operation } from './open-api.ts';

/** An operation with its method, path and alternative paths. */
export interface Found {
  readonly method: string;
  readonly path: string;
  readonly operation: Operation;
  readonly alsoAt: readonly Omit<Found, 'alsoAt'>[];
}

/** The operations with a tag. Operations that do the same at different paths are merged. */
export function operationsOf({ paths }: OpenApi, tag: string): Found[] {
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
  const groups = Map.groupBy(
    all.filter(({ operation }) => operation.tags.includes(tag)),
    ({ method, operation }) => `${method} ${operation.summary}`,
  );
  return [...groups.values()].flatMap(([first, ...alsoAt]) =>
    first ? [{ ...first, alsoAt }] : [],
  );
}

/** The response statuses that all operations share. */
export function answersOfAll({ paths }: OpenApi): string[] {
  const all = Object.values(paths).flatMap((methods) => Object.values(methods));
  const [first, ...others] = all.map(({ responses }) => new Set(Object.keys(responses)));
  return [...(first ?? [])].filter((status) => others.every((statuses) => statuses.has(status)));
}
