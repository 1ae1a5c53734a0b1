import { z } from 'zod';
import { settingDocs } from './setting-docs.ts';
import { listOf, wholeNumber } from './values.ts';

/** The list shares the environment with the topics, at six characters per port. */
const MOST_PORTS = 20;

/**
 * HTTPS's 443 and the usual ports of other S3-compatible stores: 8443, the common alternative HTTPS
 * port, MinIO's 9000, which also serves TLS, and 9443.
 */
const DEFAULT_PORTS = [443, 8443, 9000, 9443];

/** Which custom endpoints a destination may have. */
export const endpointSettings = {
  allowPrivateEndpoints: z.enum(['refused', 'allowed']).default('refused').register(settingDocs, {
    meaning:
      "Whether a destination's custom endpoint may be plain HTTP, lead to a private address or have any port. `allowed` lets tenants reach into the network the functions run in.",
    allowed: '`refused` or `allowed`',
    fallback: '`refused`',
    example: 'refused',
  }),
  allowedEndpointPorts: listOf(wholeNumber(1, 65_535), MOST_PORTS)
    .default(DEFAULT_PORTS)
    .register(settingDocs, {
      meaning:
        "Ports a destination's custom endpoint may have while `allowPrivateEndpoints` is `refused`; with the empty list there are no custom endpoints.",
      allowed: `a list of at most ${MOST_PORTS} whole numbers from 1 to 65535`,
      fallback: `\`${DEFAULT_PORTS.join(',')}\``,
      example: '443,9021',
    }),
};
