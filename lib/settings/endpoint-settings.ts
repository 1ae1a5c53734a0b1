import { settingDocs } from './setting-docs.ts';
import { setOf, trueOrFalse, wholeNumber } from './values.ts';

/** The list shares the environment with the topics, at six characters per port. */
const MAX_PORTS = 20;

/**
 * HTTPS's 443 and the usual ports of other S3-compatible stores: 8443, the common alternative HTTPS
 * port, MinIO's 9000, which also serves TLS, and 9443.
 */
const DEFAULT_PORTS = [443, 8443, 9000, 9443];

/** Which custom endpoints a destination may have. */
export const endpointSettings = {
  allowPrivateEndpoints: trueOrFalse.default(false).register(settingDocs, {
    meaning:
      "Whether a destination's custom endpoint may use plain HTTP, resolve to a private address or use any port. `true` gives tenants access to the network that the functions run in.",
    allowed: '`true` or `false`',
    fallback: '`false`',
    example: 'false',
  }),
  allowedEndpointPorts: setOf(wholeNumber(1, 65_535), MAX_PORTS)
    .default(DEFAULT_PORTS)
    .register(settingDocs, {
      meaning:
        "Ports that a destination's custom endpoint may use while `allowPrivateEndpoints` is `false`. The empty list disables custom endpoints.",
      allowed: `a list of at most ${MAX_PORTS} whole numbers from 1 to 65535`,
      fallback: `\`${DEFAULT_PORTS.join(',')}\``,
      example: '443,9021',
    }),
};
