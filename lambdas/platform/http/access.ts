/** The scopes of tenant tokens. Each includes those before it. */
export const SCOPES = ['read', 'retry', 'manage'] as const;
export type Scope = (typeof SCOPES)[number];

/** What an operation requires of a tenant token. `full` is what only a token without a scope has. */
export type RequiredScope = Scope | 'full';

/**
 * Who may call an operation. `public` needs no token and `apiKey` an API key. A scope also accepts the
 * tenant tokens that have it.
 */
export type Access = 'public' | 'apiKey' | RequiredScope;

const RANKS: readonly RequiredScope[] = [...SCOPES, 'full'];

/** Whether a tenant token may call an operation. */
export const includesScope = (given: Scope | undefined, required: RequiredScope): boolean =>
  RANKS.indexOf(given ?? 'full') >= RANKS.indexOf(required);
