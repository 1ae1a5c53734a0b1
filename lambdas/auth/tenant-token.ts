import * as z from 'zod';
import { SCOPES, type Scope } from '../platform/http/operation.ts';
import { type Issued, issue, verifiedClaims } from './signed-claims.ts';

/** The tenant a token is issued for. The incarnation distinguishes tenants that had the same id. */
export interface TokenSubject {
  readonly id: string;
  readonly incarnation?: string | undefined;
  /** Distinguishes tokens that were issued after a revocation. Absent before the first one. */
  readonly token_generation?: string | undefined;
}

/** The contents of a tenant token. */
export interface TenantToken {
  readonly subject: TokenSubject;
  /** What the token allows. @default everything that its tenant may do */
  readonly scope?: Scope | undefined;
}

/** The contents of a link to the portal: those of the session that it opens. */
export interface PortalLink extends TenantToken {
  readonly scope: Scope;
}

/** The audience of links. Tenant tokens have none, so neither is accepted in place of the other. */
const PORTAL_LINK = 'portal-link';

/** Issues a token for one tenant's part of the API. */
export const signToken = (
  { subject, scope }: TenantToken,
  secret: string,
  now: Date,
  ttlSeconds: number,
): Promise<Issued> => issue(toClaims(subject, scope), secret, now, ttlSeconds);

/** Issues a link, which the portal exchanges for a tenant token. */
export const signPortalLink = (
  { subject, scope }: PortalLink,
  secret: string,
  now: Date,
  ttlSeconds: number,
): Promise<Issued> =>
  issue({ ...toClaims(subject, scope), aud: PORTAL_LINK }, secret, now, ttlSeconds);

/** Reads a tenant token; undefined unless one of `secrets` signed it and it has not expired. */
export async function readToken(
  token: string,
  secrets: readonly string[],
  now: Date,
): Promise<TenantToken | undefined> {
  const claims = await verifiedClaims(token, secrets, now);
  return TokenClaims.safeParse(claims).data;
}

/** Reads a link to the portal; `expired` if it has expired, undefined if it is not a link. */
export async function readPortalLink(
  link: string,
  secrets: readonly string[],
  now: Date,
): Promise<PortalLink | 'expired' | undefined> {
  const claims = await verifiedClaims(link, secrets, now, PORTAL_LINK);
  return claims === 'expired' ? claims : LinkClaims.safeParse(claims).data;
}

const toClaims = (
  { id, incarnation, token_generation }: TokenSubject,
  scope: Scope | undefined,
) => ({
  sub: id,
  ...(incarnation !== undefined && { incarnation }),
  ...(token_generation !== undefined && { generation: token_generation }),
  ...(scope !== undefined && { scope }),
});

const Claims = z.object({
  sub: z.string(),
  incarnation: z.string().optional(),
  generation: z.string().optional(),
  scope: z.enum(SCOPES).optional(),
});

const toSubject = ({ sub, incarnation, generation }: z.output<typeof Claims>): TokenSubject => ({
  id: sub,
  incarnation,
  token_generation: generation,
});

const TokenClaims = Claims.extend({ aud: z.undefined().optional() }).transform(
  (claims): TenantToken => ({ subject: toSubject(claims), scope: claims.scope }),
);

const LinkClaims = Claims.extend({ scope: z.enum(SCOPES) }).transform(
  (claims): PortalLink => ({ subject: toSubject(claims), scope: claims.scope }),
);
