import { errors, jwtVerify, SignJWT } from 'jose';
import * as z from 'zod';

/** The tenant a token is issued for. The incarnation distinguishes tenants that had the same id. */
export interface TokenSubject {
  readonly id: string;
  readonly incarnation?: string | undefined;
}

const ISSUER = 'waybill';

/** The only accepted algorithm, so a token cannot choose a weaker one (RFC 8725, section 3.1). */
const ALGORITHM = 'HS256';

/**
 * Issues a token for one tenant's part of the API: a JWT (RFC 7519) signed with `secret`.
 *
 * @param ttlSeconds seconds until it expires
 */
export const signToken = (
  { id, incarnation }: TokenSubject,
  secret: string,
  now: Date,
  ttlSeconds: number,
): Promise<string> => {
  const issuedAt = Math.floor(now.getTime() / 1000);
  return new SignJWT(incarnation === undefined ? {} : { incarnation })
    .setProtectedHeader({ alg: ALGORITHM })
    .setIssuer(ISSUER)
    .setSubject(id)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + ttlSeconds)
    .sign(encode(secret));
};

/** The tenant of a token; undefined unless one of `secrets` signed it and it has not expired. */
export async function tenantOf(
  token: string,
  secrets: readonly string[],
  now: Date,
): Promise<TokenSubject | undefined> {
  for (const secret of secrets) {
    const subject = await subjectOf(token, secret, now);
    if (subject !== undefined) return subject;
  }
  return undefined;
}

async function subjectOf(
  token: string,
  secret: string,
  now: Date,
): Promise<TokenSubject | undefined> {
  try {
    const { payload } = await jwtVerify(token, encode(secret), {
      algorithms: [ALGORITHM],
      issuer: ISSUER,
      requiredClaims: ['sub', 'exp'],
      currentDate: now,
    });
    return Claims.parse(payload);
  } catch (error) {
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
}

const Claims = z
  .object({ sub: z.string(), incarnation: z.string().optional() })
  .transform(({ sub, incarnation }): TokenSubject => ({ id: sub, incarnation }));

const encode = (secret: string): Uint8Array => new TextEncoder().encode(secret);
