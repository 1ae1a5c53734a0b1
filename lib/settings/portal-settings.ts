import * as z from 'zod';
import { THEMES } from '../../lambdas/portal-sessions/theme.ts';
import { settingDocs } from './setting-docs.ts';
import { wholeNumber } from './values.ts';

/** An origin with TLS (RFC 6454, section 6.2), or one of this machine. */
const ORIGIN =
  /^(?:https:\/\/[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|http:\/\/(?:localhost|127\.0\.0\.1))(?::\d{1,5})?$/;

/** The URL shares the environment with the topics. */
const MAX_URL_LENGTH = 150;

const MAX_LINK_MINUTES = 60;

const DAY_IN_MINUTES = 1440;

const minutes = (fallback: number, max: number, meaning: string) =>
  wholeNumber(1, max)
    .default(fallback)
    .register(settingDocs, {
      meaning,
      allowed: `a whole number from 1 to ${max}`,
      fallback: `\`${fallback}\``,
      example: String(fallback),
    });

/** The portal, where tenants manage their destinations. */
export const portalSettings = {
  portal: z.enum(['on', 'off']).default('on').register(settingDocs, {
    meaning:
      'Whether tenants can use the portal. With `off`, its files and routes are not deployed; `/docs` stays.',
    allowed: '`on` or `off`',
    fallback: '`on`',
    example: 'off',
  }),
  portalUrl: z
    .string()
    .max(MAX_URL_LENGTH)
    .regex(ORIGIN)
    .optional()
    .register(settingDocs, {
      meaning:
        'Origin at which customers reach the portal, if it differs from the domain at which the platform calls the API, for example behind a proxy.',
      allowed: `an https origin without a path, at most ${MAX_URL_LENGTH} characters`,
      fallback: 'the domain of the request',
      example: 'https://events.example.com',
    }),
  portalTheme: z
    .enum(THEMES)
    .optional()
    .register(settingDocs, {
      meaning: 'Color theme of the portal. The parameter `theme` of a portal URL overrides it.',
      allowed: THEMES.map((theme) => `\`${theme}\``).join(' or '),
      fallback: "the viewer's preference",
      example: 'dark',
    }),
  portalLinkMinutes: minutes(
    15,
    MAX_LINK_MINUTES,
    'Minutes for which a URL of the portal can be opened.',
  ),
  portalSessionMinutes: minutes(
    60,
    DAY_IN_MINUTES,
    'Minutes for which a session of the portal is valid. Then the portal requests a new one from the page that opened it.',
  ),
};
