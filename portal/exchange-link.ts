import { CallError, send } from './api.ts';
import { RefusedLink } from './session.ts';
import type { Scope, Session } from './session-store.ts';

/** The response of `POST /portal/sessions`. */
interface SessionBody {
  readonly token: string;
  readonly tenant_id: string;
  readonly scope?: Scope;
  readonly expires_at: string;
}

/**
 * Exchanges a link for a session.
 *
 * @throws RefusedLink, CallError
 */
export const exchangeLink = async (link: string): Promise<Session> => {
  try {
    const options = { body: { link } };
    const { data, headers } = await send<SessionBody>(
      'POST',
      '/portal/sessions',
      options,
      undefined,
    );
    // The clock of this machine may be wrong, so only the time that is left counts.
    const sentAt = Date.parse(headers.get('date') ?? '') || Date.now();
    return {
      token: data.token,
      tenantId: data.tenant_id,
      ...(data.scope && { scope: data.scope }),
      expiresAt: Date.now() + Date.parse(data.expires_at) - sentAt,
    };
  } catch (error) {
    throw error instanceof CallError ? refusal(error) : error;
  }
};

/** 404 means that the portal is off. */
const refusal = (error: CallError): CallError | RefusedLink => {
  if (![400, 401, 404, 413, 422].includes(error.status)) return error;
  return new RefusedLink(isExpired(error.data) ? 'link-expired' : 'no-access');
};

const isExpired = (data: unknown): boolean =>
  typeof data === 'object' && data !== null && 'link' in data && data.link === 'expired';
