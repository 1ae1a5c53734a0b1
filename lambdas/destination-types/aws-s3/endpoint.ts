import type { WriterSettings } from '../destination-type.ts';
import { hostError } from './endpoint-host.ts';
import { portError } from './endpoint-port.ts';

/** Scheme and authority. The authority contains a user name and password before an @. */
const start = /^[a-z][a-z0-9+.-]*:\/\/([^/?#\\]+)/i;

/**
 * Returns a validation error for a custom endpoint, phrased to follow `config.endpoint`. A custom
 * endpoint could be used to reach our network, so it must be https to a public address, at a port
 * that the stage allows. When private endpoints are allowed, http, any address and any port are
 * accepted. A path is accepted: some stores have one.
 */
export const endpointError = (
  endpoint: string,
  { allowPrivateEndpoints, allowedEndpointPorts }: WriterSettings,
): string | undefined => {
  // The parser would silently correct spaces, line breaks, backslashes and missing slashes.
  const url = /^[!-~]{1,2048}$/.test(endpoint) ? URL.parse(endpoint) : null;
  const authority = start.exec(endpoint)?.[1];
  if (url === null || authority === undefined || endpoint.includes('\\')) {
    return 'must be an absolute URL such as https://s3.example.com';
  }
  if (authority.includes('@')) {
    return 'must not hold a user name or password: give key and secret as credentials';
  }
  if (/[?#]/.test(endpoint)) return 'must not have a query or a fragment: end it before ? and #';
  if (authority.includes('%')) return 'must have a host name without percent signs';
  if (!isWeb(url, allowPrivateEndpoints)) return 'must begin with https://';
  if (allowPrivateEndpoints) return undefined;
  return hostError(url.hostname) ?? portError(url.port, allowedEndpointPorts);
};

const isWeb = ({ protocol }: URL, allowPlain: boolean): boolean =>
  protocol === 'https:' || (allowPlain && protocol === 'http:');
