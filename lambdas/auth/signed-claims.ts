import { errors, type JWTPayload, jwtVerify, SignJWT } from 'jose';

const ISSUER = 'waybill';

/** The only accepted algorithm, so a token cannot choose a weaker one (RFC 8725, section 3.1). */
const ALGORITHM = 'HS256';

/** Claims that a key signed, and when they expire. */
export interface Issued {
  readonly token: string;
  /** RFC 3339. */
  readonly expires_at: string;
}

/**
 * Signs claims as a JWT (RFC 7519).
 *
 * @param claims `sub`, and what its kind of token adds
 * @param ttlSeconds seconds until it expires
 */
export async function issue(
  claims: JWTPayload,
  secret: string,
  now: Date,
  ttlSeconds: number,
): Promise<Issued> {
  const issuedAt = Math.floor(now.getTime() / 1000);
  const expiry = issuedAt + ttlSeconds;
  const token = await new SignJWT(claims)
    .setProtectedHeader({ alg: ALGORITHM })
    .setIssuer(ISSUER)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiry)
    .sign(encode(secret));
  return { token, expires_at: new Date(expiry * 1000).toISOString() };
}

/**
 * Returns the claims of a JWT that one of `secrets` signed; `expired` if it has expired; undefined for any
 * other text.
 *
 * @param audience the required audience @default any
 */
export async function verifiedClaims(
  token: string,
  secrets: readonly string[],
  now: Date,
  audience?: string,
): Promise<JWTPayload | 'expired' | undefined> {
  const options = {
    algorithms: [ALGORITHM],
    issuer: ISSUER,
    requiredClaims: ['sub', 'exp'],
    currentDate: now,
    ...(audience !== undefined && { audience }),
  };
  for (const secret of secrets) {
    try {
      return (await jwtVerify(token, encode(secret), options)).payload;
    } catch (error) {
      if (error instanceof errors.JWTExpired) return 'expired';
      if (!(error instanceof errors.JOSEError)) throw error;
    }
  }
  return undefined;
}

const encode = (secret: string): Uint8Array => new TextEncoder().encode(secret);
